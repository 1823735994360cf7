/**
 * API and SPI: the contract of a byte stream: {@link qio.api.channel.QioChannel} and what it speaks
 * of.
 *
 * <p>It is the contract of QEMU's {@code include/io/channel.h}, called "the header" throughout this
 * documentation. Who uses a channel calls the public final methods of {@link
 * qio.api.channel.QioChannel}; who provides one writes its protected {@code io…} methods, five of
 * which are mandatory; who layers a channel over another extends {@link
 * qio.api.channel.FilterChannel}.
 *
 * @since 0.1
 */
@NullMarked
package qio.api.channel;

import org.jspecify.annotations.NullMarked;

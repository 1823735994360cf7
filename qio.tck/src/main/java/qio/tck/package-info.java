/**
 * SPI: the contract of a channel as tests. A provider writes one class that implements {@link
 * qio.tck.ChannelContract} by saying how to open a pair, and inherits every rule; for channels with
 * a position there is {@link qio.tck.SeekContract}, for listeners {@link qio.tck.ListenerContract}.
 *
 * <p>Each test names its rule in the specification with {@link qio.tck.Rule}, and runs in both
 * modes of a channel and on both kinds of thread where that can make a difference. A rule about a
 * feature that the channel does not have is skipped, and the report says so.
 *
 * @since 0.1
 */
@NullMarked
package qio.tck;

import org.jspecify.annotations.NullMarked;

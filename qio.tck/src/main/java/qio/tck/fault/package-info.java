/**
 * SPI: layers that make trouble on purpose: bytes one at a time, calls that would block for no
 * reason, failures and stalls at a given byte. What works over a well-behaved channel has to work
 * over these. One layer spoils a bit, which whoever checks its data has to notice.
 *
 * @since 0.1
 */
@NullMarked
package qio.tck.fault;

import org.jspecify.annotations.NullMarked;

package qio.spi.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import qio.posix.SocketName;

/**
 * Connects: finds out which places an address stands for, and tries them in the manner of RFC 8305
 * within one limit for all of them ({@link AddressOrder}, {@link ConnectRace}).
 *
 * <p>Used by one thread, once. Looking a host up may take longer than the limit: the JDK can
 * neither time nor interrupt it.
 */
final class Dialer {

  private final SocketEngine engine;
  private final StreamTarget target;
  private final StreamSettings settings;

  Dialer(SocketEngine engine, StreamTarget target, StreamSettings settings) {
    this.engine = engine;
    this.target = target;
    this.settings = settings;
  }

  /**
   * Connects.
   *
   * @return the connected channel
   * @throws InterruptedIOException if the thread is interrupted while it waits
   * @throws IOException if no place could be connected to; the message tells what each of them said
   */
  StreamChannel dial() throws IOException {
    return dial(System.nanoTime(), target.toConnect());
  }

  /**
   * Connects to one of these places, which is what a name service would have answered.
   *
   * @param start when it all began: what a deadline counts from, and {@code connect-timeout} not
   */
  StreamChannel dial(long start, List<SocketName> places) throws IOException {
    String address = target.address();
    List<SocketName> wanted = settings.families().among(address, places);
    StreamChannel connected =
        new ConnectRace(
                address,
                AddressOrder.of(wanted),
                limit(start),
                settings.attemptDelay().toNanos(),
                place -> new ConnectAttempt(engine, address, place, settings))
            .run();
    settings.deadline().ifPresent(whole -> connected.beginJob(start, whole));
    return connected;
  }

  private ConnectLimit limit(long start) {
    ConnectLimit connecting =
        ConnectLimit.from(
            System.nanoTime(), settings.connectTimeout(), SocketOptions.CONNECT_TIMEOUT.name());
    return settings
        .deadline()
        .map(whole -> ConnectLimit.from(start, whole, SocketOptions.DEADLINE.name()))
        .map(connecting::orSooner)
        .orElse(connecting);
  }
}

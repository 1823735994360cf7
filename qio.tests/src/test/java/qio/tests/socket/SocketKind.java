package qio.tests.socket;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;

/** Every engine with every kind of address that it serves. */
public enum SocketKind {
  NATIVE_TCP("native", "tcp://127.0.0.1:0"),
  NATIVE_TCP6("native", "tcp://[::1]:0"),
  NATIVE_UNIX("native", null),
  NATIVE_ABSTRACT("native", null),
  NIO_TCP("nio", "tcp://127.0.0.1:0"),
  NIO_TCP6("nio", "tcp://[::1]:0"),
  NIO_UNIX("nio", null);

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String engine;
  private final String fixed;

  SocketKind(String engine, String fixed) {
    this.engine = engine;
    this.fixed = fixed;
  }

  public String engine() {
    return engine;
  }

  public boolean isNative() {
    return engine.equals("native");
  }

  public boolean isTcp() {
    return fixed != null;
  }

  public boolean isUnix() {
    return fixed == null;
  }

  /** An address that nobody listens on yet, without options. */
  public String freshAddress() {
    if (fixed != null) {
      return fixed;
    }
    String name = "qio-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    return this == NATIVE_ABSTRACT ? "unix:@" + name : "unix:" + scratch().resolve(name);
  }

  /** A folder for sockets, short enough for their paths. */
  public static Path scratch() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** An address with this engine chosen, and options behind it. */
  public String with(String address, String... options) {
    StringBuilder text = new StringBuilder(address).append("?engine=").append(engine);
    for (String option : options) {
      text.append('&').append(option);
    }
    return text.toString();
  }

  public QioListener listen(String... options) throws IOException {
    assumeUsable();
    return Qio.listen(with(freshAddress(), options));
  }

  public QioChannel connect(QioListener listener, String... options) throws IOException {
    return Qio.connect(with(listener.localAddress(), options));
  }

  /** Two ends of a connection and the listener that they came through. */
  public SocketPair pair(String... connectOptions) throws IOException {
    return SocketPair.open(this, connectOptions);
  }

  public void assumeUsable() {
    if (fixed != null && fixed.contains("::1")) {
      Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no IPv6 loopback");
    }
  }

  private static boolean hasIpv6Loopback() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .anyMatch(each -> each instanceof Inet6Address && each.isLoopbackAddress());
    } catch (SocketException e) {
      return false;
    }
  }

  /** The file behind an address of a UNIX path. */
  static Path fileOf(String address) {
    return Path.of(address.substring("unix:".length()));
  }

  static boolean existsAt(String address) {
    return Files.exists(fileOf(address), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }
}

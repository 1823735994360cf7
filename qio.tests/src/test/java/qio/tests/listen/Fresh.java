package qio.tests.listen;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Addresses that nobody has used yet. */
final class Fresh {

  private static final AtomicInteger NEXT = new AtomicInteger();

  private Fresh() {}

  /** A UNIX path, short enough for one. */
  static String path() {
    return "unix:" + Path.of(System.getProperty("java.io.tmpdir")).resolve(name());
  }

  static String abstractName() {
    return "unix:@" + name();
  }

  static String memory() {
    return "mem:" + name();
  }

  private static String name() {
    return "qio-listen-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
  }
}

package qio.bench.process;

import java.nio.file.Path;

/**
 * Where a relay stands.
 *
 * @param way what it has on either side
 * @param port where it listens, on loopback only
 * @param target the port, or the path of the UNIX socket, that it passes connections on to
 * @param folder for its configuration, and where its keys are
 */
record Site(Way way, int port, String target, Path folder) {

  /** Chain and key in one file, as some want it. */
  Path both() {
    return folder.resolve("both.pem");
  }

  Path certificate() {
    return folder.resolve("certificate.pem");
  }

  Path key() {
    return folder.resolve("key.pem");
  }

  String listen() {
    return "127.0.0.1:" + port;
  }

  /** The target of TCP as a host and a port. */
  String dial() {
    return "127.0.0.1:" + target;
  }
}

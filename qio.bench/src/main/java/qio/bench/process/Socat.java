package qio.bench.process;

import java.util.List;

/** How socat is run: a child for each connection, with our buffer size. */
final class Socat {

  private Socat() {}

  static List<String> command(String program, Site site) {
    return List.of(program, "-b65536", listen(site), target(site));
  }

  private static String listen(Site site) {
    String rest = site.port() + ",bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=2048";
    return site.way().isClientTls()
        ? "OPENSSL-LISTEN:%s,verify=0,openssl-min-proto-version=TLS1.3,cert=%s,key=%s"
            .formatted(rest, site.certificate(), site.key())
        : "TCP4-LISTEN:" + rest;
  }

  private static String target(Site site) {
    return switch (site.way()) {
      case TCP, TERMINATION -> "TCP4:" + site.dial() + ",nodelay";
      case UNIX -> "UNIX-CONNECT:" + site.target();
      case ORIGINATION ->
          "OPENSSL:%s,nodelay,openssl-min-proto-version=TLS1.3,cafile=%s,commonname=%s"
              .formatted(site.dial(), site.certificate(), Keys.HOST);
    };
  }
}

package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How haproxy is run: one process, a thread for each processor, with our buffer size. */
final class Haproxy {

  private Haproxy() {}

  static List<String> command(String program, Site site, boolean splice) throws IOException {
    Path file = site.folder().resolve("haproxy.cfg");
    String text =
        """
        global
          maxconn 4096
          tune.bufsize 65536
        defaults
          mode tcp
          timeout connect 10s
          timeout client 120s
          timeout server 120s
        %s
        listen relay
          bind %s backlog 2048 %s
          server target %s %s
        """
            .formatted(
                splice ? "  option splice-auto" : "",
                site.listen(),
                site.way().isClientTls() ? "ssl crt " + site.both() + " ssl-min-ver TLSv1.3" : "",
                site.way() == Way.UNIX ? "unix@" + site.target() : site.dial(),
                site.way().isTargetTls()
                    ? "ssl ssl-min-ver TLSv1.3 sni str(%s) verify required verifyhost %s ca-file %s"
                        .formatted(Keys.HOST, Keys.HOST, site.certificate())
                    : "");
    Files.writeString(file, text);
    return List.of(program, "-db", "-f", file.toString());
  }
}

package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How stunnel is run: one process, a thread for each connection; its buffers have one size. */
final class Stunnel {

  private Stunnel() {}

  static List<String> command(String program, Site site) throws IOException {
    Path file = site.folder().resolve("stunnel.conf");
    String side =
        site.way().isClientTls()
            ? "cert = %s%nkey = %s".formatted(site.certificate(), site.key())
            : "client = yes%nCAfile = %s%nverifyChain = yes%ncheckHost = %s%nsni = %s"
                .formatted(site.certificate(), Keys.HOST, Keys.HOST);
    String text =
        """
        foreground = yes
        pid =
        syslog = no
        debug = err
        socket = l:TCP_NODELAY=1
        socket = r:TCP_NODELAY=1
        [relay]
        accept = %s
        connect = %s
        sslVersionMin = TLSv1.3
        %s
        """
            .formatted(site.listen(), site.dial(), side);
    Files.writeString(file, text);
    return List.of(program, file.toString());
  }
}

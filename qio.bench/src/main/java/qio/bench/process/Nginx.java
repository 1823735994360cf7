package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How nginx is run: a master and a worker for each processor, with our buffer size. */
final class Nginx {

  private Nginx() {}

  /** Its stream module, where distributions put it. */
  static Optional<Path> module() {
    return Stream.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
        .map(folder -> Path.of(folder, "ngx_stream_module.so"))
        .filter(Files::exists)
        .findFirst();
  }

  static List<String> command(String program, Site site) throws IOException {
    Path file = site.folder().resolve("nginx.conf");
    String text =
        """
        load_module %s;
        user %s;
        daemon off;
        worker_processes auto;
        pid %s;
        error_log stderr error;
        events { worker_connections 4096; }
        stream {
          server {
            listen %s backlog=2048%s;
            proxy_buffer_size 64k;
            proxy_timeout 120s;
            proxy_pass %s;
        %s
          }
        }
        """
            .formatted(
                module().orElseThrow(),
                System.getProperty("user.name"),
                site.folder().resolve("nginx.pid"),
                site.listen(),
                site.way().isClientTls() ? " ssl" : "",
                site.way() == Way.UNIX ? "unix:" + site.target() : site.dial(),
                secure(site));
    Files.writeString(file, text);
    return List.of(program, "-p", site.folder().toString(), "-c", file.toString());
  }

  private static String secure(Site site) {
    return switch (site.way()) {
      case TCP, UNIX -> "";
      case TERMINATION ->
          """
              ssl_protocols TLSv1.3;
              ssl_certificate %s;
              ssl_certificate_key %s;
          """
              .formatted(site.certificate(), site.key());
      case ORIGINATION ->
          """
              proxy_ssl on;
              proxy_ssl_protocols TLSv1.3;
              proxy_ssl_verify on;
              proxy_ssl_server_name on;
              proxy_ssl_name %s;
              proxy_ssl_trusted_certificate %s;
          """
              .formatted(Keys.HOST, site.certificate());
    };
  }
}

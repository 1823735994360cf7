package qio.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who relays. */
enum Relay {
  /** {@code qio relay} on the JDK, from its module path, with the options of {@code ./qio}. */
  QIO("QIO", "java"),
  /** {@code qio relay} from the linked image with its AOT cache. */
  QIO_IMAGE("QIO image", "qio"),
  /** socat: a process for each connection. */
  SOCAT("socat", "socat", "-V"),
  /** haproxy, a thread for each processor, bytes through its buffers. */
  HAPROXY("haproxy", "haproxy", "-v"),
  /** The same with {@code option splice-auto}. */
  HAPROXY_SPLICE("haproxy, splice", "haproxy", "-v"),
  /** nginx's stream module, a worker for each processor. */
  NGINX("nginx", "nginx", "-v"),
  /** stunnel: a thread for each connection. */
  STUNNEL("stunnel", "stunnel4", "-version");

  /** Where the linked image is, under the root of the sources. */
  private static final String IMAGE = "target/image/bin/qio";

  /** Where the application is, under the root of the sources. */
  private static final String APP = "qio.cli/target/app";

  /** The root of the sources. */
  private static final Path ROOT = Path.of(System.getProperty("qio.root", ".")).toAbsolutePath();

  /** What reports call it. */
  final String title;

  private final String program;

  /** Asks it for its version; empty for ourselves. */
  private final List<String> versionOption;

  Relay(String title, String program, String... versionOption) {
    this.title = title;
    this.program = program;
    this.versionOption = List.of(versionOption);
  }

  boolean isOurs() {
    return this == QIO || this == QIO_IMAGE;
  }

  /** Why it has no part in a way; empty if it has. */
  Optional<String> obstacle(Way way) {
    if (this == QIO && !Files.isDirectory(ROOT.resolve(APP))) {
      return Optional.of("is not built: run ./qio providers");
    }
    if (this == QIO_IMAGE && !Files.isExecutable(ROOT.resolve(IMAGE))) {
      return Optional.of("is not built: run build/image");
    }
    if (!isOurs() && found().isEmpty()) {
      return Optional.of("is not installed: no " + program + " in PATH or sbin");
    }
    if (this == NGINX && Nginx.module().isEmpty()) {
      return Optional.of("lacks its stream module");
    }
    if (this == STUNNEL && !way.isTls()) {
      return Optional.of("relays only what is encrypted on one side");
    }
    if (this == HAPROXY_SPLICE && way.isTls()) {
      return Optional.of("has nothing to splice where bytes are encrypted");
    }
    return Optional.empty();
  }

  /** The command that runs it in the foreground; writes what configuration it needs. */
  List<String> command(Site site) throws IOException {
    return switch (this) {
      case QIO -> Qio.command(ROOT.resolve(APP), site);
      case QIO_IMAGE -> Qio.imageCommand(ROOT.resolve(IMAGE), site);
      case SOCAT -> Socat.command(executable(), site);
      case HAPROXY -> Haproxy.command(executable(), site, false);
      case HAPROXY_SPLICE -> Haproxy.command(executable(), site, true);
      case NGINX -> Nginx.command(executable(), site);
      case STUNNEL -> Stunnel.command(executable(), site);
    };
  }

  /** The line in which it tells its version. */
  String version() throws IOException {
    if (isOurs() || found().isEmpty()) {
      return title;
    }
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(executable()), versionOption.stream()).toList())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    try (var lines = process.inputReader().lines()) {
      return lines
          .filter(line -> line.matches(".*[0-9]+\\.[0-9]+.*"))
          .findFirst()
          .map(line -> line.replaceAll(".*?([0-9]+\\.[0-9][^ ]*).*", title + " $1"))
          .orElse(title);
    }
  }

  private String executable() {
    return found().orElseThrow(() -> new IllegalStateException(program + " is not installed"));
  }

  private Optional<String> found() {
    Stream<String> folders = Stream.of(System.getenv("PATH").split(File.pathSeparator));
    return Stream.concat(folders, Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}

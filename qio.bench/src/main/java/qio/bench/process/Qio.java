package qio.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code qio relay} is run. */
final class Qio {

  private Qio() {}

  /** As {@code ./qio} runs it, which looks first whether a source has changed; here it has not. */
  static List<String> command(Path app, Site site) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-p", app.toString(), "--add-modules", "jdk.management"));
    command.addAll(List.of("--enable-native-access=qio.posix", "--illegal-native-access=deny"));
    command.addAll(List.of("-m", "qio.cli/qio.cli.Main"));
    return with(command, site);
  }

  static List<String> imageCommand(Path launcher, Site site) {
    return with(new ArrayList<>(List.of(launcher.toString())), site);
  }

  private static List<String> with(List<String> command, Site site) {
    command.add("relay");
    command.add(listen(site));
    command.add(target(site));
    return command;
  }

  private static String listen(Site site) {
    return site.way().isClientTls()
        ? "tls+tcp://%s?cert=%s&key=%s".formatted(site.listen(), site.certificate(), site.key())
        : "tcp://" + site.listen();
  }

  private static String target(Site site) {
    return switch (site.way()) {
      case TCP, TERMINATION -> "tcp://" + site.dial();
      case UNIX -> "unix:" + site.target();
      case ORIGINATION ->
          "tls+tcp://%s?ca=%s&server-name=%s".formatted(site.dial(), site.certificate(), Keys.HOST);
    };
  }
}

package qio.tests.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Counts the descriptors of this process. */
public final class OpenDescriptors {

  private static final Path FOLDER = Path.of("/proc/self/fd");
  private static final int ROUNDS = 40;

  private OpenDescriptors() {}

  /** Work that is to leave nothing open. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * Runs the work once, so that what is opened once for good is there, then many times, and wants
   * as many descriptors afterwards as before.
   */
  static void unchangedBy(Work work) throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(FOLDER), "no /proc/self/fd here");
    work.run();
    work.run();
    int before = count();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    Eventually.holds(
        () -> "descriptors before: " + before + ", now: " + list(), () -> count() <= before);
  }

  public static int count() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return (int) all.count();
    }
  }

  private static Map<String, String> list() {
    Map<String, String> open = new TreeMap<>();
    try (Stream<Path> all = Files.list(FOLDER)) {
      all.forEach(each -> open.put(each.getFileName().toString(), target(each)));
    } catch (IOException e) {
      open.put("?", e.toString());
    }
    return open;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException gone) {
      return "(closed meanwhile)";
    }
  }
}

package qio.tests.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of the descriptors of this process. */
final class Descriptors {

  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;

  private Descriptors() {}

  /** How many are open; the one for looking is not counted. */
  static long count() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count() - 1;
    }
  }

  /** The flags of the open file description, and close-on-exec of the descriptor. */
  static int flags(int number) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo/" + number)).stream()
        .filter(line -> line.startsWith("flags:"))
        .map(line -> Integer.parseInt(line.substring(6).strip(), 8))
        .findFirst()
        .orElseThrow();
  }

  /** What a descriptor stands for: a path, or {@code pipe:[123]}. */
  static String target(int number) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
  }

  /** The first descriptor that stands for a path. */
  static int of(Path path) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> isLinkTo(fd, path))
          .mapToInt(fd -> Integer.parseInt(fd.getFileName().toString()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean isLinkTo(Path fd, Path path) {
    try {
      return Files.readSymbolicLink(fd).equals(path);
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }
}

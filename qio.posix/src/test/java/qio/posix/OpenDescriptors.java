package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this process has open: {@code /proc/self/fd}. */
final class OpenDescriptors {

  private OpenDescriptors() {}

  /** Each open number and what it refers to, without the descriptor that looks. */
  static Map<Integer, String> now() {
    Map<Integer, String> open = new TreeMap<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      for (Path entry : entries.toList()) {
        try {
          String target = Files.readSymbolicLink(entry).toString();
          if (!target.endsWith("/fd")) {
            open.put(Integer.valueOf(entry.getFileName().toString()), target);
          }
        } catch (IOException e) {
          continue; // closed since it was listed
        }
      }
      return open;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean has(int number) {
    return Files.exists(
        Path.of("/proc/self/fd/" + number), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Sockets, pipes, memfds and files that tests make; not jars that the class loader opens
   * meanwhile.
   */
  static int count() {
    return (int)
        now().values().stream()
            .filter(target -> !target.endsWith(".jar") && !target.endsWith("/modules"))
            .filter(target -> !target.equals("/dev/random") && !target.equals("/dev/urandom"))
            .count();
  }

  /** How many descriptors are registered with all epoll instances of this process. */
  static int registrations() {
    int registrations = 0;
    for (Map.Entry<Integer, String> open : now().entrySet()) {
      if (open.getValue().contains("[eventpoll]")) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + open.getKey()))) {
          registrations += (int) lines.filter(line -> line.startsWith("tfd:")).count();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return registrations;
  }

  static void assertNoneLeaked(int before) {
    assertEquals(before, count(), () -> "descriptors leaked: " + now());
  }
}

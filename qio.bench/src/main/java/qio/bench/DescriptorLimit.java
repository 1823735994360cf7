package qio.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many descriptors this process may have open: {@code ulimit -n}, raised by the JVM. */
final class DescriptorLimit {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String ROW = "Max open files";

  private DescriptorLimit() {}

  /** The limit, endless where it cannot be found out. */
  static long get() {
    if (!Files.isReadable(LIMITS)) {
      return Long.MAX_VALUE;
    }
    try {
      return Files.readAllLines(LIMITS).stream()
          .filter(line -> line.startsWith(ROW))
          .map(line -> line.substring(ROW.length()).strip().split(" ")[0])
          .filter(limit -> !limit.equals("unlimited"))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

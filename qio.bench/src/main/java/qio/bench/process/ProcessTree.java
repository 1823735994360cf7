package qio.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and its descendants have used, as {@code /proc} tells. */
final class ProcessTree {

  /** Ticks in a second, in which the kernel tells processor time on every Linux there is. */
  private static final double TICKS = 100;

  private static final double NANOS = 1e9;
  private static final double KIB_PER_MIB = 1024;

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** How many processes it has. */
  int size() {
    return alive().size();
  }

  private List<Long> alive() {
    return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid).toList();
  }

  /** User's and system's time so far, with that of children that have ended and were waited for. */
  double cpuSeconds() throws IOException {
    double seconds = 0;
    for (long pid : alive()) {
      String stat = read(pid, "stat");
      if (!stat.isEmpty()) {
        // After the name, which may hold anything but ends with the last bracket.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double own = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        double children = (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
        seconds += Math.max(own, firstThreadSeconds(pid)) + children;
      }
    }
    return seconds;
  }

  /**
   * The time of a process's first thread, to the nanosecond: a thousand processes with less than a
   * tick each have worked all the same.
   */
  private static double firstThreadSeconds(long pid) throws IOException {
    String schedule = read(pid, "schedstat");
    return schedule.isEmpty() ? 0 : Long.parseLong(schedule.split(" ")[0]) / NANOS;
  }

  /** MiB that are in memory; pages that processes share count in each. */
  double residentMiB() throws IOException {
    return sum("status", "VmRSS:");
  }

  /** MiB that are in memory; pages that processes share count in parts. */
  double proportionalMiB() throws IOException {
    return sum("smaps_rollup", "Pss:");
  }

  private double sum(String file, String key) throws IOException {
    long kib = 0;
    for (long pid : alive()) {
      for (String line : read(pid, file).split("\n")) {
        if (line.startsWith(key)) {
          kib += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kib / KIB_PER_MIB;
  }

  /** A file of a process, empty if that has ended meanwhile. */
  private static String read(long pid, String file) throws IOException {
    Path path = Path.of("/proc", String.valueOf(pid), file);
    try {
      return Files.readString(path);
    } catch (IOException e) {
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        return "";
      }
      throw e;
    }
  }
}

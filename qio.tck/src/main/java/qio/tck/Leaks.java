package qio.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what must not be left behind: descriptors, where the system shows them, and threads. */
public final class Leaks {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /**
   * The name of a thread in the JDK's pool of those that wait for children, while it has none to
   * wait for. The pool is the process's and keeps it for a minute, whoever has started children; no
   * channel can end it. One that waits for a child is called after it, {@code process reaper (pid
   * 4711)}, and is counted: a child that was left behind, or a stream of it, is a leak.
   */
  private static final String IDLE_REAPER = "process reaper";

  private Leaks() {}

  /** What there was at some moment. */
  public static final class Count {

    private final Supplier<Map<String, Long>> now;
    private final BiPredicate<Map<String, Long>, Map<String, Long>> noMore;
    private final Map<String, Long> then;

    private Count(
        Supplier<Map<String, Long>> now, BiPredicate<Map<String, Long>, Map<String, Long>> noMore) {
      this.now = now;
      this.noMore = noMore;
      this.then = now.get();
    }

    /** Waits until there is as much as then, or less; fails if that does not come. */
    public void assertSame() {
      Patience.await(
          () -> "there were " + then + " and are " + now.get(), () -> noMore.test(now.get(), then));
    }
  }

  /** A socket that was left open is not made good by a poller that the process has given up. */
  private static boolean noMoreOfAKind(Map<String, Long> now, Map<String, Long> then) {
    return now.entrySet().stream()
        .allMatch(kind -> kind.getValue() <= then.getOrDefault(kind.getKey(), 0L));
  }

  private static boolean noMoreInAll(Map<String, Long> now, Map<String, Long> then) {
    return sum(now) <= sum(then);
  }

  private static long sum(Map<String, Long> kinds) {
    return kinds.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Counts the open descriptors of this process.
   *
   * @return the count, to be compared with later; always the same on systems that do not tell
   */
  public static Count descriptors() {
    return new Count(Leaks::openDescriptors, Leaks::noMoreOfAKind);
  }

  /**
   * Counts the live platform threads.
   *
   * @return the count, to be compared with later
   */
  public static Count threads() {
    return new Count(Leaks::liveThreads, Leaks::noMoreInAll);
  }

  private static Map<String, Long> openDescriptors() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return Map.of();
    }
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return byKind(all.map(Leaks::target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a descriptor stands for, without the number that makes it unique. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().replaceAll("\\d{3,}", "…");
    } catch (IOException e) {
      return "gone meanwhile"; // the one of the listing itself, for instance
    }
  }

  private static Map<String, Long> liveThreads() {
    return byKind(
        Thread.getAllStackTraces().keySet().stream()
            .map(thread -> thread.getName().replaceAll("\\d+", "…"))
            .filter(name -> !name.equals("contract-job") && !name.startsWith("ForkJoinPool"))
            .filter(name -> !name.equals(IDLE_REAPER)));
  }

  private static Map<String, Long> byKind(Stream<String> all) {
    return all.collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
  }
}

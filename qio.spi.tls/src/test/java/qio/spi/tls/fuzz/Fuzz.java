package qio.spi.tls.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Feeds a target with inputs that it makes of others, keeps those that reach code which none before
 * has reached, and stops at the first that the target does not stand. Run by {@code ./fuzz}.
 */
public final class Fuzz {

  private static final long LIMIT_SECONDS = 40;

  private final Method target;
  private final Path found;
  private final Random random;
  private final Coverage coverage = new Coverage();
  private final Mutation mutation;
  private final List<byte[]> kept = new ArrayList<>();
  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("fuzz").unstarted(task));

  private Fuzz(Method target, Path found, long seed) {
    this.target = target;
    this.found = found;
    this.random = new Random(seed);
    this.mutation = new Mutation(random);
  }

  /**
   * Runs.
   *
   * @param arguments the target's class, the folder of the corpus, the folder for what is found,
   *     seconds, and a number to begin with
   * @throws Exception if it cannot run
   */
  public static void main(String[] arguments) throws Exception {
    Method target = Class.forName(arguments[0]).getMethod("fuzzerTestOneInput", byte[].class);
    Path found = Files.createDirectories(Path.of(arguments[2]));
    var fuzz = new Fuzz(target, found, Long.parseLong(arguments[4]));
    boolean stood = fuzz.run(Path.of(arguments[1]), Long.parseLong(arguments[3]));
    System.exit(stood ? 0 : 1); // threads of an input that hangs would keep the process
  }

  private boolean run(Path corpus, long seconds) throws Exception {
    for (byte[] seed : read(corpus)) {
      if (!play(seed, true)) {
        return false;
      }
    }
    System.out.println(kept.size() + " of the corpus, " + coverage.reached() + " probes reached");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long runs = 0;
    for (; System.nanoTime() < end; runs++) {
      byte[] one = kept.get(random.nextInt(kept.size()));
      byte[] other = kept.get(random.nextInt(kept.size()));
      if (!play(mutation.of(one, other), false)) {
        return false;
      }
    }
    System.out.println(
        runs + " runs, " + kept.size() + " kept, " + coverage.reached() + " probes reached");
    minimise();
    return true;
  }

  private static List<byte[]> read(Path folder) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  /** Plays an input; false if the target does not stand it. */
  private boolean play(byte[] input, boolean always) throws Exception {
    Throwable why = failure(input);
    if (why != null) {
      Path file = found.resolve("crash-" + name(input));
      Files.write(file, input);
      System.out.println("not stood: " + file);
      why.printStackTrace(System.out);
      return false;
    }
    if (coverage.grows() || always) {
      kept.add(input);
      if (!always) {
        System.out.println(kept.size() + " kept, " + coverage.reached() + " probes reached");
      }
    }
    return true;
  }

  private Throwable failure(byte[] input) throws InterruptedException {
    Future<Object> playing = runner.submit(() -> target.invoke(null, (Object) input));
    try {
      playing.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (TimeoutException e) {
      return new AssertionError("it takes more than " + LIMIT_SECONDS + " s", e);
    } catch (ExecutionException e) {
      return e.getCause() instanceof InvocationTargetException thrown
          ? thrown.getCause()
          : e.getCause();
    }
  }

  /** The shortest first, those that reach nothing new are left out. */
  private void minimise() throws Exception {
    kept.sort(Comparator.comparingInt(input -> input.length));
    coverage.forget();
    Path folder = Files.createDirectories(found.resolve("corpus"));
    for (byte[] input : kept) {
      if (failure(input) == null && coverage.grows()) {
        Files.write(folder.resolve(name(input)), input);
      }
    }
    System.out.println("what reaches all of it is in " + folder);
  }

  private static String name(byte[] input) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
    return HexFormat.of().formatHex(digest, 0, 8);
  }
}

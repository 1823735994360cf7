package qio.api.aio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loops of a whole program: several of one kind, each on a daemon thread of its own, so that a
 * server uses all processors and each of its channels still lives on one thread.
 *
 * <p>The loops run from {@link #open} to {@link #close}, or until each of them is closed or dies by
 * itself. One that is gone is passed over by {@link #next} and {@link #of}; the others go on.
 *
 * <p>All methods may be called from any thread, and but for {@link #open} and {@link #close} none
 * waits, locks or allocates.
 */
public final class AioGroup implements AutoCloseable {

  private final String name;
  private final List<AioContext> loops;

  /** Where {@link #next} goes on; it may run over. */
  private final AtomicInteger cursor = new AtomicInteger();

  private AioGroup(String name, List<AioContext> loops) {
    this.name = name;
    this.loops = List.copyOf(loops);
  }

  /**
   * Opens a loop for each processor that this process may use, with the best poller there is.
   *
   * @param name what messages call the group; its loops are called {@code name-0} and so on, their
   *     threads {@code qio-aio-name-0}
   * @return the group, to be closed by the caller
   * @throws IOException as {@link AioContext#open(String)}; no loop is left behind
   * @throws IllegalStateException if two providers call their pollers by one name
   */
  public static AioGroup open(String name) throws IOException {
    return open(name, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Opens so many loops, with the best poller there is.
   *
   * @param name as for {@link #open(String)}
   * @param count how many, one at least
   * @return the group, to be closed by the caller
   * @throws IllegalArgumentException if that is less than one
   * @throws IOException as {@link AioContext#open(String)}; no loop is left behind
   * @throws IllegalStateException if two providers call their pollers by one name
   */
  public static AioGroup open(String name, int count) throws IOException {
    return open(name, count, PollerLookup.best());
  }

  /**
   * Opens so many loops, each with a poller of this kind.
   *
   * @param name as for {@link #open(String)}
   * @param count how many, one at least
   * @param provider the kind of poller
   * @return the group, to be closed by the caller
   * @throws IllegalArgumentException if that is less than one
   * @throws IOException if the operating system has not so many pollers to give; no loop is left
   *     behind
   */
  public static AioGroup open(String name, int count, PollerProvider provider) throws IOException {
    Objects.requireNonNull(name, "name");
    if (count < 1) {
      throw new IllegalArgumentException("a group has one loop at least, not " + count);
    }
    List<AioContext> opened = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        AioContext loop = AioContext.open(name + "-" + i, provider);
        opened.add(loop);
        loop.start();
      }
      return new AioGroup(name, opened);
    } catch (Throwable e) { // an Error too: that there is no further thread is one
      opened.forEach(AioContext::close);
      throw e;
    }
  }

  /**
   * What messages call the group.
   *
   * @return the name given at opening
   */
  public String name() {
    return name;
  }

  /**
   * How many loops there are, those included that are gone.
   *
   * @return the number, one at least
   */
  public int size() {
    return loops.size();
  }

  /**
   * All loops, those included that are gone.
   *
   * @return an unmodifiable list, always the same
   */
  public List<AioContext> contexts() {
    return loops;
  }

  /**
   * One of the loops, whether or not it is gone.
   *
   * @param index its place in {@link #contexts}
   * @return the loop
   * @throws IndexOutOfBoundsException if there is none
   */
  public AioContext at(int index) {
    return loops.get(index);
  }

  /**
   * The loop whose turn it is: they take turns, so that each gets as much as the others. The caller
   * may find it closed all the same, if it goes in this moment.
   *
   * @return an open loop
   * @throws ClosedLoopException if all are gone; its cause is what the first one died of, if it
   *     did, and what became of the others is suppressed in it
   */
  public AioContext next() throws ClosedLoopException {
    for (int tries = loops.size(); tries > 0; tries--) {
      AioContext loop = loops.get(Math.floorMod(cursor.getAndIncrement(), loops.size()));
      if (loop.isOpen()) {
        return loop;
      }
    }
    return openFrom(0); // others took turns meanwhile: that all were gone is not said yet
  }

  /**
   * The loop for a key: the same one for equal keys, as long as it is open; then, for all of them,
   * the next in order that is. Keys are spread by their hash codes.
   *
   * @param key what belongs together, a session for instance
   * @return an open loop
   * @throws ClosedLoopException as {@link #next}
   */
  public AioContext of(Object key) throws ClosedLoopException {
    int hash = key.hashCode();
    return openFrom(Math.floorMod(hash ^ (hash >>> 16), loops.size()));
  }

  private AioContext openFrom(int first) throws ClosedLoopException {
    for (int i = 0; i < loops.size(); i++) {
      AioContext loop = loops.get((first + i) % loops.size());
      if (loop.isOpen()) {
        return loop;
      }
    }
    throw allGone();
  }

  private ClosedLoopException allGone() {
    ClosedLoopException gone =
        ClosedLoopException.ofGroup(name, loops.getFirst().closedException());
    loops.stream().skip(1).forEach(loop -> gone.addSuppressed(loop.closedException()));
    return gone;
  }

  /**
   * Closes all loops, as {@link AioContext#close} does each. Closing again does nothing.
   *
   * <p>Called from within one of the loops, this returns at once and each loop ends when the turn
   * that it is in has unwound, so that two loops that do this at the same time do not wait for each
   * other. Called from elsewhere it returns when nothing of any loop runs any more; it waits for
   * handlers that are running: do not call it while holding what they wait for.
   */
  @Override
  public void close() {
    boolean within = loops.stream().anyMatch(AioContext::inLoop);
    loops.forEach(AioContext::beginClose);
    if (!within) {
      loops.forEach(AioContext::close);
    }
  }

  /** Says where to look in a thread dump, and which loops are gone. */
  @Override
  public String toString() {
    String threads = "thread \"" + AioContext.threadName(loops.getFirst().name()) + '"';
    if (loops.size() > 1) {
      threads += " to \"" + AioContext.threadName(loops.getLast().name()) + '"';
    }
    List<String> gone =
        loops.stream().filter(loop -> !loop.isOpen()).map(AioContext::toString).toList();
    return "group \"%s\" of %d loops (%s; %s%s)"
        .formatted(
            name,
            loops.size(),
            loops.getFirst().pollerName(),
            threads,
            gone.isEmpty() ? "" : "; gone: " + String.join(", ", gone));
  }
}

package qio.api.aio;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says which thread runs a loop, and which loop a thread runs. One thread at a time owns a loop; it
 * may enter it again from within, which is what a nested poll is.
 */
final class LoopOwner {

  /** The innermost loop that a thread runs. Set to null, not removed: removing would allocate. */
  private static final ThreadLocal<@Nullable AioContext> INNERMOST = new ThreadLocal<>();

  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private int depth; // confined to the owner

  /** The innermost loop that the calling thread runs. */
  static @Nullable AioContext innermost() {
    return INNERMOST.get();
  }

  boolean isCaller() {
    return thread.get() == Thread.currentThread();
  }

  /** Whether the caller owns the loop, or does from now on because nobody did. */
  boolean takeOrHold() {
    return isCaller() || claim();
  }

  /** Takes the loop if nobody owns it; the caller then {@linkplain #descend descends} into it. */
  boolean claim() {
    return thread.compareAndSet(null, Thread.currentThread());
  }

  /**
   * Gives the loop to a thread that has not started yet and that will {@linkplain #descend descend}
   * into it. Answers whether the loop was free.
   */
  boolean assign(Thread heir) {
    return thread.compareAndSet(null, heir);
  }

  /** Takes back what {@link #assign} gave, because the thread could not be started. */
  void unassign() {
    thread.set(null);
  }

  /** Goes one level deeper; called by the owner. */
  @Nullable AioContext descend(AioContext loop) {
    depth++;
    AioContext outer = INNERMOST.get();
    INNERMOST.set(loop);
    return outer;
  }

  /** Whether the owner is in the outermost level. Called by the owner. */
  boolean isOutermost() {
    return depth == 1;
  }

  /** Leaves one level, and with the outermost one gives the loop up. Called by the owner. */
  void leave(@Nullable AioContext outer) {
    INNERMOST.set(outer);
    if (--depth == 0) {
      thread.set(null);
    }
  }

  /** Who runs the loop, for people to read. */
  String description() {
    Thread owner = thread.get();
    return owner == null ? "run by nobody" : "run by thread \"%s\"".formatted(nameOf(owner));
  }

  /** Why a thread cannot run the loop. */
  IllegalStateException refusal(AioContext loop, Thread caller) {
    Thread owner = thread.get();
    return new IllegalStateException(
        "the loop \"%s\" is run by thread \"%s\"; thread \"%s\" cannot run it at the same time"
            .formatted(loop.name(), owner == null ? "(just gone)" : nameOf(owner), nameOf(caller)));
  }

  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? thread.toString() : thread.getName();
  }
}

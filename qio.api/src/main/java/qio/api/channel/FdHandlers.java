package qio.api.channel;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.aio.Pollable;

/**
 * Puts the handlers of a channel that stands for a {@link Pollable} onto loops, and moves them when
 * they change. For providers: what {@link QioChannel#ioSetAioFdHandler} does on a socket or a pipe.
 *
 * <p>No lock is held while handlers are removed, since a removal waits for a handler that runs.
 * Threads that set handlers of one channel at the same time must agree among themselves whose shall
 * stay.
 */
public final class FdHandlers {

  private final Pollable pollable;

  /** The loops that have a handler now. */
  private record Loops(@Nullable AioContext read, @Nullable AioContext write) {}

  private final AtomicReference<Loops> loops = new AtomicReference<>(new Loops(null, null));

  /**
   * For one pollable, without handlers.
   *
   * @param pollable what the loops wait on
   */
  public FdHandlers(Pollable pollable) {
    this.pollable = pollable;
  }

  /**
   * Replaces the handlers; those that are replaced or removed are not running and never run again
   * when this returns.
   *
   * @param newReadContext the loop that calls {@code read}
   * @param read the handler for reading; null for none
   * @param newWriteContext the loop that calls {@code write}
   * @param write the handler for writing; null for none
   * @throws IOException if a loop is closed or cannot wait on the pollable
   */
  public void set(
      AioContext newReadContext,
      @Nullable IoHandler read,
      AioContext newWriteContext,
      @Nullable IoHandler write)
      throws IOException {
    AioContext nextRead = read == null ? null : newReadContext;
    AioContext nextWrite = write == null ? null : newWriteContext;
    Loops was = loops.getAndSet(new Loops(nextRead, nextWrite));
    leave(was.read, nextRead, nextWrite);
    leave(was.write, nextRead, nextWrite);
    if (nextRead != null && nextRead == nextWrite) {
      nextRead.setFdHandler(pollable, read, write);
      return;
    }
    if (nextRead != null) {
      nextRead.setFdHandler(pollable, read, null);
    }
    if (nextWrite != null) {
      nextWrite.setFdHandler(pollable, null, write);
    }
  }

  /** Takes the pollable off a loop on which it was and no longer is. */
  private void leave(
      @Nullable AioContext was, @Nullable AioContext nextRead, @Nullable AioContext nextWrite)
      throws IOException {
    if (was != null && was != nextRead && was != nextWrite && was.isOpen()) {
      was.setFdHandler(pollable, null, null);
    }
  }
}

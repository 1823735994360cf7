package qio.cli.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/**
 * Moves bytes from one channel to another until the first one ends. It closes neither and ends no
 * direction: what the end means is the caller's to say.
 *
 * <p>A pump with a pool holds a buffer only while there are bytes to move: thousands of idle
 * connections cost no buffers. {@link #run} is called once; the other methods may be called from
 * any thread while it runs.
 */
public final class Pump {

  private final QioChannel source;
  private final QioChannel sink;
  private final Tap tap;
  private final @Nullable BufferPool pool;

  /** Held from one chunk to the next; used by the pump's thread alone. */
  private @Nullable ByteBuffer buffer;

  /** Written by the pump's thread alone. */
  private final AtomicLong moved = new AtomicLong();

  /** Whether {@link #run} is between having read bytes and having written them. */
  private volatile boolean writing;

  private Pump(QioChannel source, QioChannel sink, Tap tap, @Nullable BufferPool pool) {
    this.source = source;
    this.sink = sink;
    this.tap = tap;
    this.pool = pool;
  }

  /**
   * A pump that borrows its buffer whenever bytes have arrived.
   *
   * @param source read from
   * @param sink written to
   * @param pool lends the buffers
   * @return the pump
   */
  public static Pump borrowing(QioChannel source, QioChannel sink, BufferPool pool) {
    return new Pump(source, sink, chunk -> {}, pool);
  }

  /**
   * A pump with a buffer of its own.
   *
   * @param source read from
   * @param sink written to
   * @param bufferSize in bytes
   * @param tap sees what is moved
   * @return the pump
   */
  public static Pump owning(QioChannel source, QioChannel sink, int bufferSize, Tap tap) {
    var pump = new Pump(source, sink, tap, null);
    pump.buffer = ByteBuffer.allocate(bufferSize);
    return pump;
  }

  /**
   * Moves bytes until the source ends; waits for either channel.
   *
   * @throws PumpException if a channel fails, is closed, or this thread is interrupted; what was
   *     moved before stays moved
   */
  public void run() throws PumpException {
    try {
      while (moveChunk()) {
        // all the work is done there
      }
    } finally {
      release();
    }
  }

  /** Moves what one read gives; answers false at the end of the source. */
  private boolean moveChunk() throws PumpException {
    ByteBuffer chunk = buffer;
    if (chunk == null) {
      awaitBytes();
      chunk = borrow();
    }
    int read = readInto(chunk.clear());
    if (read < 0) {
      return false;
    }
    writing = true;
    tap.see(chunk.flip());
    write(chunk);
    moved.setRelease(moved.getPlain() + read);
    writing = false;
    if (read < chunk.capacity()) {
      release(); // that was all there is for now
    }
    return true;
  }

  private ByteBuffer borrow() {
    ByteBuffer borrowed = java.util.Objects.requireNonNull(pool).take();
    buffer = borrowed;
    return borrowed;
  }

  private void release() {
    if (pool != null && buffer != null) {
      pool.give(buffer);
      buffer = null;
    }
  }

  private void awaitBytes() throws PumpException {
    try {
      source.await(IoCondition.IN);
    } catch (IOException e) {
      throw new PumpException(PumpException.End.SOURCE, source.address(), e);
    }
  }

  private int readInto(ByteBuffer chunk) throws PumpException {
    try {
      return source.read(chunk);
    } catch (IOException e) {
      throw new PumpException(PumpException.End.SOURCE, source.address(), e);
    }
  }

  private void write(ByteBuffer chunk) throws PumpException {
    try {
      sink.writeAll(chunk);
    } catch (IOException e) {
      throw new PumpException(PumpException.End.SINK, sink.address(), e);
    }
  }

  /**
   * How many bytes were written.
   *
   * @return the count so far
   */
  public long moved() {
    return moved.getAcquire();
  }

  /**
   * Whether bytes were read that are not written yet.
   *
   * @return false while the pump waits for its source
   */
  public boolean isWriting() {
    return writing;
  }
}

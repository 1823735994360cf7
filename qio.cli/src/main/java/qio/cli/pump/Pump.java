package qio.cli.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import qio.api.channel.QioChannel;
import qio.api.channel.Relay;

/**
 * Moves bytes from one channel to another until the first one ends, through a buffer of its own, so
 * that they can be looked at. It closes neither and ends no direction: what the end means is the
 * caller's to say.
 *
 * <p>{@link #run} is called once; the other methods may be called from any thread while it runs.
 */
public final class Pump {

  private final QioChannel source;
  private final QioChannel sink;
  private final Tap tap;
  private final ByteBuffer buffer;

  /** Written by the pump's thread alone. */
  private final AtomicLong moved = new AtomicLong();

  /** Whether {@link #run} is between having read bytes and having written them. */
  private volatile boolean writing;

  private Pump(QioChannel source, QioChannel sink, int bufferSize, Tap tap) {
    this.source = source;
    this.sink = sink;
    this.tap = tap;
    this.buffer = ByteBuffer.allocate(bufferSize);
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
    return new Pump(source, sink, bufferSize, tap);
  }

  /**
   * Moves bytes until the source ends; waits for either channel.
   *
   * @throws PumpException if a channel fails, is closed, or this thread is interrupted; what was
   *     moved before stays moved
   */
  public void run() throws PumpException {
    while (moveChunk()) {
      // all the work is done there
    }
  }

  /** Moves what one read gives; answers false at the end of the source. */
  private boolean moveChunk() throws PumpException {
    ByteBuffer chunk = buffer.clear();
    int read = readInto(chunk);
    if (read < 0) {
      return false;
    }
    writing = true;
    tap.see(chunk.flip());
    write(chunk);
    moved.setRelease(moved.getPlain() + read);
    writing = false;
    return true;
  }

  private int readInto(ByteBuffer chunk) throws PumpException {
    try {
      return source.read(chunk);
    } catch (IOException e) {
      throw new PumpException(Relay.End.SOURCE, source.address(), e);
    }
  }

  private void write(ByteBuffer chunk) throws PumpException {
    try {
      sink.writeAll(chunk);
    } catch (IOException e) {
      throw new PumpException(Relay.End.SINK, sink.address(), e);
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

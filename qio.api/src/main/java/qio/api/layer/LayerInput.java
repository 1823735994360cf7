package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reader's side of a layer after its handshake: makes bytes of what comes from below.
 *
 * <p>Except for {@link #shut}, {@link #isShut}, {@link #isReady} and {@link #stopDropping}, which a
 * close calls at any time, nothing is called before the handshake is done. One reader at a time
 * calls {@link #read} and its like; the rest comes from any thread, so an implementation guards
 * itself.
 */
public interface LayerInput {

  /**
   * Reads without waiting, as {@link qio.api.channel.QioChannel#readv} would.
   *
   * @param dsts the buffers to fill
   * @param offset the first of them
   * @param length how many
   * @param relaxedEof whether an end below without a farewell is an end like any other
   * @return the bytes read, {@link qio.api.channel.QioChannel#EOF} or {@link
   *     qio.api.channel.QioChannel#WOULD_BLOCK}
   * @throws IOException if the connection is broken, cut short, or fails below
   */
  long read(ByteBuffer[] dsts, int offset, int length, boolean relaxedEof) throws IOException;

  /**
   * Whether a read would most likely be in vain. Counts as reading the channel below.
   *
   * @return true if nothing is held and nothing is there below
   * @throws IOException if the channel below is closed or being read by another thread
   */
  boolean expectsNothing() throws IOException;

  /**
   * Waits for bytes inside the call below that brings them, where that can be done; without a lock.
   *
   * @return as {@link LowerChannel.WaitingSource#read}
   * @throws IOException if reading fails
   */
  default int receiveWaiting() throws IOException {
    return LowerChannel.WaitingSource.CANNOT_WAIT;
  }

  /**
   * Whether a read would answer at once, without a byte from below.
   *
   * @return true if bytes, the end or a failure are there
   */
  boolean isReady();

  /** Ends the reading: what comes is dropped from now on. */
  void shut();

  /**
   * Whether {@link #shut} was called.
   *
   * @return true if it was
   */
  boolean isShut();

  /**
   * Drops what is there, as much as one receive below brings, and never waits.
   *
   * @return true if more may come
   */
  boolean dropSome();

  /** Drops no more, because the channel is being closed. */
  void stopDropping();

  /**
   * Whether nothing more can come.
   *
   * @return true after the peer's farewell, the end below, or a failure
   */
  boolean isAtEnd();

  /**
   * Why the input did not end well.
   *
   * @param relaxedEof whether an end below without a farewell is an end like any other
   * @return a new exception; null if it has ended well, or not yet
   */
  @Nullable IOException badEnd(boolean relaxedEof);
}

package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of a layer after its handshake: makes of bytes what goes below, and sends the
 * farewell. Bytes that were accepted and that the channel below has no room for are its to keep,
 * and to send later ({@link TailSender}).
 *
 * <p>Except for {@link #shut}, {@link #isOver}, {@link #isSent}, {@link #waitEnded} and {@link
 * #isLossTold} nothing is called before the handshake is done. One writer at a time calls {@link
 * #write}; the rest comes from any thread, so an implementation guards itself.
 */
public interface LayerOutput {

  /**
   * Takes bytes without waiting.
   *
   * @param srcs the buffers to write
   * @param offset the first of them
   * @param length how many
   * @param willWait whether the caller waits if nothing can be taken
   * @return the bytes taken or {@link qio.api.channel.QioChannel#WOULD_BLOCK}
   * @throws IOException if the writing has ended, the connection is broken, or sending fails
   */
  long write(ByteBuffer[] srcs, int offset, int length, boolean willWait) throws IOException;

  /**
   * Whether all that was taken has left, below too; tries to send it. What a cork holds back is
   * nothing that a writer waits for.
   *
   * @return true if nothing is left, but for that
   * @throws IOException if sending fails
   */
  boolean isSent() throws IOException;

  /**
   * Whether a write would answer at once, with an exception.
   *
   * @return true if the writing has ended or the connection is broken
   */
  boolean isOver();

  /**
   * A call has stopped waiting for room.
   *
   * @param byClose whether it was woken by close, so that its caller learns that it was cut short;
   *     interrupted, its bytes count as taken, and are for close to look after
   */
  void waitEnded(boolean byClose);

  /**
   * Ends the writing: with a farewell now, or when the handshake is done.
   *
   * @param readsOn whether reading goes on
   * @throws IOException if the farewell cannot be made, or sending it fails
   */
  void shut(boolean readsOn) throws IOException;

  /**
   * Whether all that was written has left, and the farewell too, if it could.
   *
   * @return true if so
   */
  boolean isAllSent();

  /**
   * Why bytes that were accepted were not sent and never will be.
   *
   * @return the reason; null if there is none
   */
  @Nullable LayerFailure loss();

  /**
   * Whether whoever wrote what was not sent knows of it already, so that close has no news.
   *
   * @return true if a call has thrown it
   */
  boolean isLossTold();
}

package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * What a provider of channels writes: five mandatory methods, and optional ones whose defaults say
 * clearly that the channel cannot, or ignore what is only a hint. (The header's {@code struct
 * QIOChannelClass}.)
 */
abstract class ChannelSpi implements AutoCloseable {

  private final String address;

  ChannelSpi(String address) {
    this.address = address;
  }

  final String addressText() {
    return address;
  }

  final UnsupportedFeatureException lacks(ChannelFeature feature, String advice) {
    return new UnsupportedFeatureException(feature, address, advice);
  }

  // ---- what a provider must supply ----

  /**
   * Reads what is there without waiting.
   *
   * @param dsts buffers with room for a byte at least, unless descriptors are asked for
   * @param offset the first one to use
   * @param length how many to use
   * @param received where descriptors go; null if none are wanted
   * @param flags how the read differs from a plain one
   * @return the bytes read, {@link QioChannel#EOF} or {@link QioChannel#WOULD_BLOCK}
   * @throws IOException if reading fails
   */
  protected abstract long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException;

  /**
   * Writes what can be taken without waiting.
   *
   * @param srcs buffers with a byte at least
   * @param offset the first one to use
   * @param length how many to use
   * @param sent descriptors to send with the first byte
   * @param flags how the write differs from a plain one
   * @return the bytes taken or {@link QioChannel#WOULD_BLOCK}
   * @throws IOException if writing fails
   */
  protected abstract long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException;

  /**
   * Creates a watch.
   *
   * @param conditions what is asked for
   * @return the watch, not attached
   * @throws IOException if the channel cannot be watched
   */
  protected abstract WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException;

  /**
   * Learns the mode that the user chose. Transfers never wait in a provider, so most have nothing
   * to do here.
   *
   * @param blocking the mode
   * @throws IOException if the channel cannot be used in that mode
   */
  protected abstract void ioSetBlocking(boolean blocking) throws IOException;

  /**
   * Closes what the channel stands for. Called exactly once, when no other call is in the channel
   * and none will come. A channel that holds bytes it has accepted sends them first, or says in the
   * exception that they are lost; a wait in here is limited in time.
   *
   * @throws IOException if closing failed or accepted bytes are lost; the channel is closed all the
   *     same
   */
  protected abstract void ioClose() throws IOException;

  // ---- what a provider may supply ----

  /**
   * Ends a direction. The default says that the channel cannot.
   *
   * @param mode what to end
   * @throws IOException if the operating system refuses
   */
  protected void ioShutdown(ShutdownMode mode) throws IOException {
    throw lacks(ChannelFeature.SHUTDOWN, "close it");
  }

  /**
   * Takes a hint; the default ignores it.
   *
   * @param enabled true to gather writes
   * @throws IOException if the operating system refuses
   */
  protected void ioSetCork(boolean enabled) throws IOException {}

  /**
   * Takes a hint; the default ignores it.
   *
   * @param enabled true to allow delay
   * @throws IOException if the operating system refuses
   */
  protected void ioSetDelay(boolean enabled) throws IOException {}

  /**
   * Moves the position. The default says that the channel has none. One that does not know where
   * its holes are takes everything up to its end for data.
   *
   * @param offset how far
   * @param origin from where
   * @return the new position, or {@link QioChannel#EOF} if what was looked for is not found
   * @throws IOException if the operating system refuses
   */
  protected long ioSeek(long offset, SeekOrigin origin) throws IOException {
    throw lacks(ChannelFeature.SEEKABLE, "read or write in order");
  }

  /**
   * Sets the handlers of both sides; a null handler removes that side. The default says that the
   * channel has no descriptor to call them for.
   *
   * @param readContext the loop that calls {@code read}
   * @param read the handler for reading
   * @param writeContext the loop that calls {@code write}
   * @param write the handler for writing
   * @throws IOException if a loop is closed
   */
  protected void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    if (read != null || write != null) {
      throw new IOException(
          addressText()
              + ": this kind of channel has no loop handlers; use addWatch, which every one has");
    }
  }

  /**
   * Reads at a position. The default says that the channel has none.
   *
   * @param dsts buffers to fill
   * @param offset the first one to use
   * @param length how many to use
   * @param position where to read
   * @return the bytes read or {@link QioChannel#EOF}
   * @throws IOException if reading fails
   */
  protected long ioPreadv(ByteBuffer[] dsts, int offset, int length, long position)
      throws IOException {
    throw lacks(ChannelFeature.SEEKABLE, "read in order");
  }

  /**
   * Writes at a position. The default says that the channel has none.
   *
   * @param srcs buffers to write
   * @param offset the first one to use
   * @param length how many to use
   * @param position where to write
   * @return the bytes written
   * @throws IOException if writing fails
   */
  protected long ioPwritev(ByteBuffer[] srcs, int offset, int length, long position)
      throws IOException {
    throw lacks(ChannelFeature.SEEKABLE, "write in order");
  }

  /**
   * Reads as {@code ioReadv} does without flags, and waits for the first byte inside the operating
   * system's own call, which saves the call that only waits. {@link #ioWake} for {@link
   * IoCondition#IN} and an interrupt of the thread must end that. Called by the reader, on a
   * platform thread that is not interrupted and has no limit of time, with no other thread waiting
   * for the same condition. The default cannot.
   *
   * @param dsts buffers with room for a byte at least, or descriptors are asked for
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors; null to take none
   * @return the bytes read, or {@link QioChannel#EOF}; {@link QioChannel#WOULD_BLOCK} if the thread
   *     was woken, or for no reason; {@link QioChannel#NOT_SUPPORTED} if this read must wait in
   *     {@link #ioAwait}
   * @throws IOException if reading fails
   */
  protected long ioReadvWaiting(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received)
      throws IOException {
    return QioChannel.NOT_SUPPORTED;
  }

  /**
   * Writes as {@code ioWritev} does without descriptors and flags, and waits for room inside the
   * operating system's own call. Called after {@code ioWritev} had to wait, or when {@link
   * #ioExpectsTooLittleRoom} says that it would, by the writer, under the same conditions as {@link
   * #ioReadvWaiting}, for {@link IoCondition#OUT}. The default cannot.
   *
   * @param srcs buffers with a byte at least
   * @param offset the first one to use
   * @param length how many to use
   * @return the bytes written, perhaps fewer than there are; {@link QioChannel#WOULD_BLOCK} if the
   *     thread was woken, or for no reason; {@link QioChannel#NOT_SUPPORTED} if this write must
   *     wait in {@link #ioAwait}
   * @throws IOException if writing fails
   */
  protected long ioWritevWaiting(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return QioChannel.NOT_SUPPORTED;
  }

  /**
   * Guesses whether {@code ioReadv} would answer {@link QioChannel#WOULD_BLOCK}. A read that may
   * wait then waits before it tries, and saves a call in vain. Only for a channel whose {@link
   * #ioAwait} looks at the condition itself, so that a wrong guess costs a call and no more; or
   * where it is no guess, because something tells whatever comes. Called by the reader. The default
   * guesses nothing.
   *
   * @return true if nothing is there, as far as is known
   * @throws IOException if the channel below a layer is closed or is being read by another
   */
  protected boolean ioExpectsNothing() throws IOException {
    return false;
  }

  /**
   * Guesses whether {@code ioWritev} would take a part only, or nothing. A write that may wait then
   * goes to {@link #ioWritevWaiting} first, and saves a call. Called by the writer. The default
   * guesses nothing.
   *
   * @return true if there is less room than the write needs, as far as is known
   */
  protected boolean ioExpectsTooLittleRoom() {
    return false;
  }

  /**
   * Whether all that {@code ioWritev} took has been passed on to the channel below or the operating
   * system; tries to pass on the rest, without waiting. A call that may wait does not return before
   * this is true. Called by the writer. The default holds nothing back.
   *
   * @return true if nothing is left
   * @throws IOException if passing it on fails
   */
  protected boolean ioSent() throws IOException {
    return true;
  }

  /**
   * Looks how far the zero-copy writes are, without waiting. A channel that answers {@link
   * FlushState#PENDING} is asked again after {@link #ioAwait} for {@link IoCondition#ERR} has
   * returned, so it must understand that condition there and in {@link #ioWake}. The default has no
   * such writes.
   *
   * @return how far they are
   * @throws IOException if one failed
   */
  protected FlushState ioFlush() throws IOException {
    return FlushState.DONE;
  }

  // ---- moving bytes to another channel inside the operating system ----

  /**
   * The descriptor into which the operating system may put bytes as if they were written to this
   * channel. A layer has none: what went past it would not be encoded. Called by the writer.
   *
   * @return the descriptor, lent; empty by default
   */
  protected Optional<Descriptor> ioSinkDescriptor() {
    return Optional.empty();
  }

  /**
   * Moves bytes from here into another channel's descriptor, without waiting and without bringing
   * them into this process. Bytes that were taken out and not put in yet may stay on the way
   * between calls of one transfer. Called by the reader, who is the sink's writer too. The default
   * cannot, and neither can a layer.
   *
   * @param sink what {@link #ioSinkDescriptor} of the other channel answered
   * @param count how many bytes at most, at least one
   * @return how many bytes the sink has got, at least one; {@link QioChannel#EOF}; {@link
   *     QioChannel#WOULD_BLOCK} if this channel has none now, {@link QioChannel#SINK_FULL} if the
   *     sink takes none now, or {@link QioChannel#NOT_SUPPORTED} if these two must be copied
   * @throws SinkFailedException if the sink fails
   * @throws IOException if this channel fails
   */
  protected long ioTransferTo(Descriptor sink, long count) throws IOException {
    return QioChannel.NOT_SUPPORTED;
  }

  /**
   * Ends a transfer for which {@link #ioTransferTo} was called, whatever came of it.
   *
   * @return bytes that were on the way: taken out of here and not put into the sink; they are read
   *     next
   * @throws IOException if they cannot be had back
   */
  protected ByteBuffer ioTransferEnd() throws IOException {
    return ByteBuffer.allocate(0);
  }

  /**
   * Asks who is at the other end. The default does not know.
   *
   * @return the peer's credentials, or empty
   * @throws IOException if the operating system cannot tell
   */
  protected Optional<PeerCredentials> ioPeerCredentials() throws IOException {
    return Optional.empty();
  }

  /**
   * Tells what is known of this channel. A layer passes on questions for kinds that are not its
   * own, and no others. Called from any thread, after close too; must not wait. The default knows
   * nothing.
   *
   * @param kind the class of facts
   * @param <T> that class
   * @return the facts, or empty
   */
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    return Optional.empty();
  }

  /**
   * Starts or joins the opening exchange. The default has none.
   *
   * @return a task for its end
   */
  protected QioTask<Void> ioHandshake() {
    return QioTask.done(self());
  }

  /**
   * Says farewell and waits in the background for the peer's. The default has none to say.
   *
   * @return a task for its end, which must come within a limit, and when the channel is closed
   */
  protected QioTask<Void> ioBye() {
    return QioTask.done(self());
  }

  /**
   * Sleeps until a condition may hold. The default attaches a watch to a loop of this library's own
   * and parks, which serves every channel; a provider that can wait for less overrides this and
   * {@link #ioWake} together.
   *
   * <p>Called with no other thread waiting for the same condition. To return early, for no reason,
   * is allowed.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @param timeoutNanos at most so long; {@link Long#MAX_VALUE} is without limit
   * @return false only if the time was up
   * @throws IOException if waiting is impossible
   */
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return sleepOn(PrivateLoop.context(), condition, Deadline.after(timeoutNanos));
  }

  /**
   * Wakes the thread that is in {@link #ioAwait}, or keeps the next one from sleeping; for close
   * and for {@link QioChannel#wakeRead}. A thread that parks with the default is woken without
   * this, so the default does nothing.
   *
   * @param condition what the thread waits for
   */
  protected void ioWake(IoCondition condition) {}

  @Override
  public abstract void close() throws IOException;

  /** Parks the calling thread until a watch on a loop fires. */
  abstract boolean sleepOn(AioContext context, IoCondition condition, long deadline)
      throws IOException;

  /** The channel that this is; its only subclass that others can extend is {@link QioChannel}. */
  abstract QioChannel self();
}

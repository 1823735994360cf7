package qio.api.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;

/**
 * A stream of bytes: a socket, a file, a pipe, memory, or a layer such as TLS over another channel.
 * (The header's {@code QIOChannel}.)
 *
 * <h2>Results</h2>
 *
 * A transfer answers how many bytes it moved, {@link #EOF} (-1) at the end of the stream, or {@link
 * #WOULD_BLOCK} (-2) if nothing can be moved now and the channel is in non-blocking mode; it
 * answers 0 only if it was asked for 0 bytes, or if it read an empty message from a {@link
 * MessageChannel}. Less than asked for is a success: the positions of the buffers tell where it
 * stopped. The {@code …All} methods go on until everything is moved. Everything else is an {@link
 * IOException} whose message names the channel's address.
 *
 * <h2>Waiting</h2>
 *
 * A channel is born in blocking mode. In blocking mode a transfer waits until at least one byte can
 * be moved, on a virtual thread without holding its carrier. A thread that waits is woken by {@link
 * #close} with {@link java.nio.channels.AsynchronousCloseException}, and by {@link
 * Thread#interrupt} with {@link java.io.InterruptedIOException}, which clears the interrupt and
 * leaves the channel usable. {@link #setDeadline} limits all waits of a job together.
 *
 * <h2>Threads</h2>
 *
 * Every method may be called from any thread. One thread reads while another writes and neither
 * waits for the other; a second reader is refused with {@link
 * java.nio.channels.ReadPendingException}, a second writer with {@link
 * java.nio.channels.WritePendingException}. Every method fails with {@link
 * java.nio.channels.ClosedChannelException} once the channel is closed.
 *
 * <h2>For providers</h2>
 *
 * A provider writes the protected {@code io…} methods. They are called with arguments checked, with
 * the feature present, on an open channel, by one reader and one writer at a time; they
 * <strong>never wait</strong>: a transfer that cannot move a byte answers {@link #WOULD_BLOCK}, and
 * this class does the waiting.
 */
public abstract class QioChannel extends ChannelTransfer {

  /** The answer of a transfer that reached the end of the stream. */
  public static final int EOF = -1;

  /** The answer of a transfer that would have to wait ({@code QIO_CHANNEL_ERR_BLOCK}). */
  public static final int WOULD_BLOCK = -2;

  /** For providers: the answer of {@link #ioTransferTo} if the sink takes nothing now. */
  protected static final int SINK_FULL = -3;

  /** For providers: the answer of {@link #ioTransferTo} if the bytes must be copied. */
  protected static final int NOT_SUPPORTED = -4;

  /** A bit for each feature. Written by constructors and while a channel is being set up. */
  private volatile int features;

  private volatile String name = "";

  private final AioHandlers handlers = new AioHandlers();

  /**
   * Makes an open channel.
   *
   * @param address what messages call this channel: the text of the address it came from, without
   *     secrets
   */
  protected QioChannel(String address) {
    super(Objects.requireNonNull(address, "address"));
  }

  /** Makes an open channel that has a feature by its class. */
  QioChannel(String address, ChannelFeature inborn) {
    this(address);
    setFeature(inborn);
  }

  // ---- what a channel is ----

  /**
   * What messages call this channel: the address it was opened with, without secrets.
   *
   * @return the address text
   */
  public final String address() {
    return addressText();
  }

  /**
   * The address of this end, in the form that addresses are written in, with the real port where 0
   * was asked for.
   *
   * @return the address, or empty if this channel has none or it cannot be known
   */
  public Optional<String> localAddress() {
    return Optional.empty();
  }

  /**
   * The address of the other end, numeric, in the form that addresses are written in.
   *
   * @return the address, or empty if there is no other end or it cannot be known
   */
  public Optional<String> remoteAddress() {
    return Optional.empty();
  }

  /**
   * Whether the channel can do something beyond reading and writing ({@code
   * qio_channel_has_feature}).
   *
   * @param feature what is asked about
   * @return true if calls that need it can succeed
   */
  public final boolean hasFeature(ChannelFeature feature) {
    return (features & bit(feature)) != 0;
  }

  /**
   * Every feature that the channel has.
   *
   * @return a new set
   */
  public final Set<ChannelFeature> features() {
    Set<ChannelFeature> all = EnumSet.noneOf(ChannelFeature.class);
    for (ChannelFeature feature : ChannelFeature.values()) {
      if (hasFeature(feature)) {
        all.add(feature);
      }
    }
    return all;
  }

  /**
   * Says that the channel can do something ({@code qio_channel_set_feature}). Called while the
   * channel is set up, before others see it.
   *
   * @param feature what it can do
   */
  protected final void setFeature(ChannelFeature feature) {
    features |= bit(feature); // by one thread
  }

  @SuppressWarnings("EnumOrdinal") // nobody but this class sees the bits
  private static int bit(ChannelFeature feature) {
    return 1 << feature.ordinal();
  }

  /**
   * The name given with {@link #setName}.
   *
   * @return the name, empty until one is given
   */
  public final String name() {
    return name;
  }

  /**
   * Gives the channel a name for logs and thread dumps ({@code qio_channel_set_name}).
   *
   * @param name the name
   */
  public final void setName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Lends the descriptor that this channel stands on, for sending it or for a loop; it stays the
   * channel's.
   *
   * @return the descriptor, or empty if the channel has none
   */
  public Optional<Descriptor> descriptor() {
    return Optional.empty();
  }

  /**
   * Who is at the other end ({@code qio_channel_get_peerpid}).
   *
   * @return the peer's credentials, or empty on a channel that has none
   * @throws IOException if the operating system cannot tell, or the channel is closed
   */
  public final Optional<PeerCredentials> peerCredentials() throws IOException {
    enterShared();
    try {
      return ioPeerCredentials();
    } finally {
      leaveShared();
    }
  }

  /**
   * Facts about this channel of a kind that a provider defines: what the handshake of a TLS layer
   * has agreed on, for instance. The outermost layer that has such facts answers, and only it, so
   * that of two layers of one kind the inner one is not taken for the outer one. Never waits. A
   * closed channel goes on telling what it knew. May be called from any thread.
   *
   * @param kind the provider's class of facts
   * @param <T> that class
   * @return the facts; empty if no layer has such, or the one that has does not know them yet
   */
  public final <T> Optional<T> facts(Class<T> kind) {
    return ioFacts(Objects.requireNonNull(kind, "kind"));
  }

  // ---- reading ----

  /**
   * Reads what is there, into several buffers in order, with descriptors ({@code
   * qio_channel_readv_full}).
   *
   * @param dsts buffers to fill
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors that arrive, which the caller then owns; null if none are
   *     wanted, and then those that arrive are closed
   * @param flags how this read differs from a plain one; an empty set if it does not
   * @return the bytes read, at least 1; 0 only if the buffers have no room, or for an empty
   *     message; {@link #EOF}; {@link #WOULD_BLOCK}
   * @throws UnsupportedFeatureException if descriptors or a peek are asked for and the channel has
   *     no such feature; nothing is consumed
   * @throws IOException if reading fails, or descriptors were cut off; descriptors that came are
   *     closed
   */
  public final long readvFull(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    checkRead(dsts, offset, length, received, flags);
    return readMany(dsts, offset, length, received, flags, blocking());
  }

  /**
   * Reads what is there, into several buffers in order ({@code qio_channel_readv}).
   *
   * @param dsts buffers to fill; their positions advance by what was read
   * @return as {@link #readvFull}
   * @throws IOException if reading fails
   */
  public final long readv(ByteBuffer... dsts) throws IOException {
    checkRoom(dsts, 0, dsts.length);
    return readMany(dsts, 0, dsts.length, null, Set.of(), blocking());
  }

  /**
   * Reads what is there ({@code qio_channel_read}).
   *
   * @param dst the buffer to fill; its position advances by what was read
   * @return the bytes read, at least 1; 0 only if the buffer has no room, or for an empty message;
   *     {@link #EOF}; {@link #WOULD_BLOCK}
   * @throws IOException if reading fails
   */
  public final int read(ByteBuffer dst) throws IOException {
    checkRoom(dst);
    return (int) readOne(dst, blocking());
  }

  /**
   * Fills the buffers, waiting in either mode ({@code qio_channel_readv_full_all_eof}). Descriptors
   * come with the first bytes only. In non-blocking mode a virtual thread waits on the attached
   * context.
   *
   * @param dsts buffers to fill
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors that arrive; null if none are wanted
   * @param flags as for {@link #readvFull}, but no peek
   * @return true if every buffer was filled, false if the stream ended before the first byte
   * @throws java.io.EOFException if the stream ended later than that; the bytes read are in the
   *     buffers, the descriptors that came are closed and not in the list
   * @throws IOException as for {@link #readvFull}; descriptors likewise
   */
  public final boolean readvFullAllEof(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    checkRead(dsts, offset, length, received, flags);
    if (flags.contains(ReadFlag.MSG_PEEK)) {
      throw new IllegalArgumentException(
          address()
              + ": a peek leaves the bytes where they are, so it cannot read on; use readvFull");
    }
    return readToTheFull(dsts, offset, length, received, flags);
  }

  /**
   * Fills the buffers, waiting in either mode ({@code qio_channel_readv_full_all}).
   *
   * @param dsts buffers to fill
   * @param offset the first one to use
   * @param length how many to use
   * @param received takes the descriptors that arrive; null if none are wanted
   * @throws java.io.EOFException if the stream ended before all was read
   * @throws IOException as for {@link #readvFull}
   */
  public final void readvFullAll(
      ByteBuffer[] dsts, int offset, int length, @Nullable DescriptorList received)
      throws IOException {
    if (!readvFullAllEof(dsts, offset, length, received, Set.of())) {
      throw endBefore();
    }
  }

  /**
   * Fills the buffers, waiting in either mode ({@code qio_channel_readv_all_eof}).
   *
   * @param dsts buffers to fill
   * @return true if every buffer was filled, false if the stream ended before the first byte
   * @throws java.io.EOFException if the stream ended later than that
   * @throws IOException if reading fails
   */
  public final boolean readvAllEof(ByteBuffer... dsts) throws IOException {
    return readvFullAllEof(dsts, 0, dsts.length, null, Set.of());
  }

  /**
   * Fills a buffer, waiting in either mode ({@code qio_channel_read_all_eof}).
   *
   * @param dst the buffer to fill
   * @return true if it was filled, false if the stream ended before the first byte
   * @throws java.io.EOFException if the stream ended later than that
   * @throws IOException if reading fails
   */
  public final boolean readAllEof(ByteBuffer dst) throws IOException {
    checkRoom(dst);
    return readOneToTheFull(dst);
  }

  /**
   * Fills the buffers, waiting in either mode ({@code qio_channel_readv_all}).
   *
   * @param dsts buffers to fill
   * @throws java.io.EOFException if the stream ended before all was read
   * @throws IOException if reading fails
   */
  public final void readvAll(ByteBuffer... dsts) throws IOException {
    readvFullAll(dsts, 0, dsts.length, null);
  }

  /**
   * Fills a buffer, waiting in either mode ({@code qio_channel_read_all}).
   *
   * @param dst the buffer to fill
   * @throws java.io.EOFException if the stream ended before all was read
   * @throws IOException if reading fails
   */
  public final void readAll(ByteBuffer dst) throws IOException {
    if (!readAllEof(dst)) {
      throw endBefore();
    }
  }

  // ---- writing ----

  /**
   * Writes what can be taken now, from several buffers in order, with descriptors ({@code
   * qio_channel_writev_full}).
   *
   * @param srcs buffers to write
   * @param offset the first one to use
   * @param length how many to use
   * @param sent descriptors that go with the first byte; they stay the caller's; empty if there are
   *     none
   * @param flags how this write differs from a plain one; an empty set if it does not
   * @return the bytes taken, at least 1; 0 only if the buffers are empty; {@link #WOULD_BLOCK}, and
   *     then no descriptor was sent either
   * @throws UnsupportedFeatureException if descriptors or zero copy are asked for and the channel
   *     has no such feature; nothing is written
   * @throws IllegalArgumentException if descriptors are given without a byte, or together with zero
   *     copy
   * @throws IOException if writing fails, the peer being gone for instance
   */
  public final long writevFull(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    checkWrite(srcs, offset, length, sent, flags);
    return writeMany(srcs, offset, length, sent, flags, blocking());
  }

  /**
   * Writes what can be taken now, from several buffers in order ({@code qio_channel_writev}).
   *
   * @param srcs buffers to write; their positions advance by what was taken
   * @return as {@link #writevFull}
   * @throws IOException if writing fails
   */
  public final long writev(ByteBuffer... srcs) throws IOException {
    return writeMany(srcs, 0, srcs.length, List.of(), Set.of(), blocking());
  }

  /**
   * Writes what can be taken now ({@code qio_channel_write}).
   *
   * @param src the buffer to write; its position advances by what was taken
   * @return the bytes taken, at least 1; 0 only if the buffer is empty; {@link #WOULD_BLOCK}
   * @throws IOException if writing fails
   */
  public final int write(ByteBuffer src) throws IOException {
    return (int) writeOne(src, blocking());
  }

  /**
   * Writes the buffers to their end, waiting in either mode ({@code qio_channel_writev_full_all}).
   * Descriptors go once, with the first byte. In non-blocking mode a virtual thread waits on the
   * attached context.
   *
   * @param srcs buffers to write
   * @param offset the first one to use
   * @param length how many to use
   * @param sent descriptors to send; empty if there are none
   * @param flags as for {@link #writevFull}
   * @throws IOException as for {@link #writevFull}; the positions tell what had been taken
   */
  public final void writevFullAll(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    checkWrite(srcs, offset, length, sent, flags);
    writeToTheEnd(srcs, offset, length, sent, flags);
  }

  /**
   * Writes the buffers to their end, waiting in either mode ({@code qio_channel_writev_all}).
   *
   * @param srcs buffers to write
   * @throws IOException if writing fails; the positions tell what had been taken
   */
  public final void writevAll(ByteBuffer... srcs) throws IOException {
    writeToTheEnd(srcs, 0, srcs.length, List.of(), Set.of());
  }

  /**
   * Writes a buffer to its end, waiting in either mode ({@code qio_channel_write_all}).
   *
   * @param src the buffer to write
   * @throws IOException if writing fails; the position tells what had been taken
   */
  public final void writeAll(ByteBuffer src) throws IOException {
    writeOneToTheEnd(src);
  }

  /**
   * Waits until everything that was written with {@link WriteFlag#ZERO_COPY} has left its buffers,
   * what others write meanwhile included ({@code qio_channel_flush}). Waits in either mode, a write
   * timeout of the channel permitting; on a virtual thread without holding its carrier. Returns at
   * once on a channel that has no such writes under way.
   *
   * @return false if there were such writes since the last flush and the kernel copied every one of
   *     them after all, as it does on a loopback connection
   * @throws java.nio.channels.WritePendingException if another thread is flushing
   * @throws IOException if the kernel reports that a write failed, the channel is closed, or the
   *     thread is interrupted; the buffers may still be in use, and flush may be called again
   */
  public final boolean flush() throws IOException {
    enterShared();
    try {
      return flushed();
    } finally {
      leaveShared();
    }
  }

  // ---- to another channel ----

  /**
   * Moves bytes from this channel to another, waiting in either mode for both of them, until so
   * many are moved or this channel's stream has ended. Where both stand on descriptors the
   * operating system moves them ({@code sendfile}, {@code splice}, {@code copy_file_range}) and
   * they never come into this process; everywhere else, through a layer for instance, they are
   * copied.
   *
   * <p>Positions advance by what was moved, as reading here and writing there do. This thread is
   * the reader of this channel and the writer of the other one until it returns. If it fails or is
   * interrupted, no byte is lost while this channel is open: what was taken out of it and not
   * written is what it reads next, though watches and handlers do not know of that. Descriptors
   * that come along are closed. {@link Relay} does the same many times, and tells more.
   *
   * @param sink the channel to write to
   * @param count how many bytes at most; {@link Long#MAX_VALUE} for all there are
   * @return the bytes moved; fewer than asked for, 0 too, only if the stream ended
   * @throws IllegalArgumentException if the count is negative or the sink is this channel
   * @throws java.nio.channels.ReadPendingException if another thread is reading here
   * @throws java.nio.channels.WritePendingException if another thread is writing there
   * @throws java.io.InterruptedIOException if the thread is interrupted; it tells the bytes moved
   * @throws java.nio.channels.AsynchronousCloseException if either channel is closed meanwhile
   * @throws IOException if either channel fails
   */
  public final long transferTo(QioChannel sink, long count) throws IOException {
    return Relay.of(this, sink).move(count);
  }

  // ---- positions ----

  /**
   * Moves the position at which the next read or write happens ({@code qio_channel_io_seek}), by an
   * offset or to the next data or hole of a sparse file.
   *
   * @param offset how far, in bytes; negative counts backwards, and is refused where the offset
   *     counts from the beginning
   * @param origin from where, or what to look for
   * @return the new position from the beginning; {@link #EOF}, with the position where it was, if
   *     {@link SeekOrigin#DATA} or {@link SeekOrigin#HOLE} is not found
   * @throws UnsupportedFeatureException if the channel has no position
   * @throws IllegalArgumentException if the position would be negative
   * @throws IOException if the operating system refuses
   */
  public final long seek(long offset, SeekOrigin origin) throws IOException {
    require(ChannelFeature.SEEKABLE, "read or write in order");
    if (origin == SeekOrigin.SET || origin.searches()) {
      checkPosition(offset);
    }
    enterShared();
    try {
      return ioSeek(offset, origin);
    } finally {
      leaveShared();
    }
  }

  /**
   * Reads at a position and leaves the channel's own where it is ({@code qio_channel_pread}). Any
   * number of threads may do so at once.
   *
   * @param dst the buffer to fill
   * @param position where to read, in bytes from the beginning
   * @return the bytes read, or {@link #EOF} at or after the end
   * @throws UnsupportedFeatureException if the channel is not seekable
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if reading fails
   */
  public final int pread(ByteBuffer dst, long position) throws IOException {
    return (int) preadv(new ByteBuffer[] {dst}, position);
  }

  /**
   * Reads at a position into several buffers ({@code qio_channel_preadv}).
   *
   * @param dsts the buffers to fill, in order
   * @param position where to read, in bytes from the beginning
   * @return as {@link #pread}
   * @throws UnsupportedFeatureException if the channel is not seekable
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if reading fails
   */
  public final long preadv(ByteBuffer[] dsts, long position) throws IOException {
    require(ChannelFeature.SEEKABLE, "read in order");
    checkPosition(position);
    checkRoom(dsts, 0, dsts.length);
    enterShared();
    try {
      return ioPreadv(dsts, 0, dsts.length, position);
    } finally {
      leaveShared();
    }
  }

  /**
   * Writes at a position and leaves the channel's own where it is ({@code qio_channel_pwrite}). Any
   * number of threads may do so at once.
   *
   * @param src the buffer to write
   * @param position where to write, in bytes from the beginning; a gap reads as zeros
   * @return the bytes written
   * @throws UnsupportedFeatureException if the channel is not seekable
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if writing fails
   */
  public final int pwrite(ByteBuffer src, long position) throws IOException {
    return (int) pwritev(new ByteBuffer[] {src}, position);
  }

  /**
   * Writes several buffers at a position ({@code qio_channel_pwritev}).
   *
   * @param srcs the buffers to write, in order
   * @param position where to write, in bytes from the beginning
   * @return the bytes written
   * @throws UnsupportedFeatureException if the channel is not seekable
   * @throws IllegalArgumentException if the position is negative
   * @throws IOException if writing fails
   */
  public final long pwritev(ByteBuffer[] srcs, long position) throws IOException {
    require(ChannelFeature.SEEKABLE, "write in order");
    checkPosition(position);
    enterShared();
    try {
      return ioPwritev(srcs, 0, srcs.length, position);
    } finally {
      leaveShared();
    }
  }

  // ---- modes and ends ----

  /**
   * Chooses whether transfers wait ({@code qio_channel_set_blocking}). Affects calls that start
   * later. The flags of a descriptor that others may share are not touched.
   *
   * @param blocking true to wait, the mode in which a channel is born
   * @throws UnsupportedFeatureException if the channel cannot be used in that mode
   * @throws IOException if the operating system refuses
   */
  public final void setBlocking(boolean blocking) throws IOException {
    enterShared();
    try {
      ioSetBlocking(blocking);
      blocking(blocking);
    } finally {
      leaveShared();
    }
  }

  /**
   * Whether transfers wait.
   *
   * @return true in blocking mode
   */
  public final boolean isBlocking() {
    return blocking();
  }

  /**
   * Hints whether small writes may be held back to be joined ({@code qio_channel_set_delay});
   * ignored by channels to which it means nothing.
   *
   * @param enabled true to allow delay, false to send at once (TCP: {@code TCP_NODELAY})
   * @throws IOException if the operating system refuses
   */
  public final void setDelay(boolean enabled) throws IOException {
    enterShared();
    try {
      ioSetDelay(enabled);
    } finally {
      leaveShared();
    }
  }

  /**
   * Hints that writes are to be gathered into full packets, or full records of TLS, until the cork
   * is pulled or writing is ended ({@code qio_channel_set_cork}); ignored by channels to which it
   * means nothing. Pull it before waiting for an answer: TCP sends after 200 ms what a cork holds,
   * TLS does not.
   *
   * @param enabled true to gather, false to send what was gathered
   * @throws IOException if the operating system refuses
   */
  public final void setCork(boolean enabled) throws IOException {
    enterShared();
    try {
      ioSetCork(enabled);
    } finally {
      leaveShared();
    }
  }

  /**
   * Ends one direction or both and leaves the channel open ({@code qio_channel_shutdown}). Bytes
   * already written still reach the peer.
   *
   * @param mode what to end
   * @throws UnsupportedFeatureException if the channel cannot end a direction
   * @throws IOException if the operating system refuses
   */
  public final void shutdown(ShutdownMode mode) throws IOException {
    require(ChannelFeature.SHUTDOWN, "close it");
    enterShared();
    try {
      ioShutdown(mode);
      wakeAfter(mode);
    } finally {
      leaveShared();
    }
  }

  /** Whoever sleeps for what will not come any more is to find that out. */
  private void wakeAfter(ShutdownMode mode) {
    if (mode.endsReading()) {
      wake(IoCondition.IN, WaitSlot.State.READY);
    }
    if (mode.endsWriting()) {
      wake(IoCondition.OUT, WaitSlot.State.READY);
    }
  }

  /**
   * Brings a layer's opening exchange, a TLS handshake for instance, to its end; at once done on a
   * channel that has none. Without this the first transfer does it. Calling it again answers for
   * the same exchange.
   *
   * @return a task that ends when the channel can carry data, or with the reason why it cannot; if
   *     a deadline is set and passes first, with {@link java.net.SocketTimeoutException}, and the
   *     exchange goes on
   */
  public final QioTask<Void> handshake() {
    QioTask<Void> task = ioHandshake();
    endInTime(task);
    return task;
  }

  /**
   * Ends the conversation as its protocol wants it: says farewell to the peer, as {@code
   * shutdown(WRITE)} does, and waits until the peer has said it too; what the peer still sends is
   * dropped. From now on a read answers {@link #EOF} and a write fails. So both sides know that
   * nothing was cut off, which {@link #close} alone does not tell. At once done, and without any
   * effect, on a channel whose protocol knows no farewell; a layer without one passes this on to
   * the channel below. The channel stays open. Calling it again waits for the same farewell.
   *
   * @return a task that ends when both sides have said farewell and all that was written was sent,
   *     or with the reason why that will not be: {@link TruncatedStreamException} if the stream
   *     ended without, {@link java.net.SocketTimeoutException} if the provider's limit or a
   *     deadline passes first
   */
  public final QioTask<Void> bye() {
    QioTask<Void> task;
    try {
      enterShared();
      try {
        task = ioBye();
        wakeAfter(ShutdownMode.BOTH);
      } finally {
        leaveShared();
      }
    } catch (IOException e) { // closed, or while this was in it
      task = new QioTask<Void>(this);
      task.completeExceptionally(e);
    }
    endInTime(task);
    return task;
  }

  /**
   * Whether the channel was not closed yet.
   *
   * @return false from the moment at which a close begins
   */
  public final boolean isOpen() {
    return isAlive();
  }

  /**
   * Closes the channel ({@code qio_channel_close}). Threads inside it are woken; its watches and
   * handlers are removed and run no more; what it has accepted is sent. Waits up to a second for
   * calls in flight to leave; one that is stuck for longer ends the channel when it comes out.
   * Closing again does nothing.
   *
   * @throws IOException if closing failed or accepted bytes are lost; the channel is closed all the
   *     same
   */
  @Override
  public final void close() throws IOException {
    shutAndClose();
  }

  // ---- deadlines ----

  /**
   * Sets or moves the deadline of a whole job: from now on every wait in this channel, whatever the
   * mode and the thread, that would last past it ends with {@link java.net.SocketTimeoutException},
   * whose message names the address and the limit and whose {@code bytesTransferred} says how much
   * the call had moved. That holds for reads, writes and the {@code …All} methods, for {@link
   * #await(IoCondition)}, {@link #yieldUntil} and a {@link #handshake}, and for threads that wait
   * already. What need not wait is done as ever, the channel stays usable, and nothing is lost: the
   * positions of the buffers tell where a transfer stopped. Closing has limits of its own.
   *
   * <p>A layer's deadline bounds its waits for the channel below; one that is set on the channel
   * below bounds the layers above. May be called from any thread; on a closed channel it means
   * nothing.
   *
   * @param fromNow how much time there is; of 0, nothing waits any more
   * @throws IllegalArgumentException if it is negative
   */
  public final void setDeadline(Duration fromNow) {
    deadline(JobDeadline.since(System.nanoTime(), fromNow));
  }

  /** Lets waits last as long as they take again. May be called from any thread. */
  public final void clearDeadline() {
    deadline(null);
  }

  /**
   * Sets a deadline that counts from an earlier point in time. For providers whose time begins with
   * opening.
   *
   * @param startNanos from when, a {@link System#nanoTime} value
   * @param limit how much time there is from then on
   * @throws IllegalArgumentException if it is negative
   */
  protected final void startDeadline(long startNanos, Duration limit) {
    deadline(JobDeadline.since(startNanos, limit));
  }

  /**
   * Limits each single wait for a condition: one that lasts longer ends with {@link
   * java.net.SocketTimeoutException}, whose message names what has set the limit. For providers,
   * while the channel is set up and before others see it.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @param limit how long a wait may last
   * @param option the name of the option that has set it
   * @throws IllegalArgumentException if it is not positive
   */
  protected final void limitWaits(IoCondition condition, Duration limit, String option) {
    limit(condition, WaitLimit.of(limit, option));
  }

  // ---- waiting ----

  /**
   * Creates a watch that the caller attaches to a loop ({@code qio_channel_create_watch}).
   *
   * @param conditions what to watch for; to learn of hang-ups, ask for them
   * @return the watch, not attached yet
   * @throws IOException if the channel is closed or cannot be watched
   */
  public final WatchSource createWatch(Set<IoCondition> conditions) throws IOException {
    enterShared();
    try {
      WatchSource watch = ioCreateWatch(conditions);
      remember(watch);
      return watch;
    } finally {
      leaveShared();
    }
  }

  /**
   * Watches on the default loop, {@link AioContext#main} ({@code qio_channel_add_watch}).
   *
   * @param conditions what to watch for
   * @param callback what to call while one of them holds; it answers whether to go on
   * @return the watch; closing it removes it
   * @throws IOException if the channel is closed or cannot be watched
   */
  public final WatchSource addWatch(Set<IoCondition> conditions, WatchCallback callback)
      throws IOException {
    return addWatch(conditions, callback, AioContext.main());
  }

  /**
   * Watches on a loop ({@code qio_channel_add_watch_full}, {@code qio_channel_add_watch_source}).
   *
   * @param conditions what to watch for
   * @param callback what to call, on the loop's thread, while one of them holds; it answers whether
   *     to go on
   * @param context the loop
   * @return the watch; closing it removes it
   * @throws IOException if the channel or the loop is closed or the channel cannot be watched
   */
  public final WatchSource addWatch(
      Set<IoCondition> conditions, WatchCallback callback, AioContext context) throws IOException {
    return createWatch(conditions).attach(context, callback);
  }

  /**
   * Waits until a condition holds, on the calling thread alone: no loop of the application runs
   * meanwhile ({@code qio_channel_wait}). May return early for no reason.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @throws IllegalArgumentException for another condition; watch those
   * @throws IllegalStateException if another thread waits for the same condition (a {@code
   *     ReadPendingException} or {@code WritePendingException})
   * @throws IOException if the channel is closed, or the thread is interrupted
   */
  public final void await(IoCondition condition) throws IOException {
    checkDirection(condition);
    awaitUntil(null, condition, Deadline.NONE);
  }

  /**
   * Waits until a condition holds or the time is up.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @param limit how long to wait at most
   * @return false if the time was up
   * @throws java.net.SocketTimeoutException if a deadline, or the limit of a single wait, came
   *     sooner
   * @throws IOException as {@link #await(IoCondition)}
   */
  public final boolean await(IoCondition condition, Duration limit) throws IOException {
    checkDirection(condition);
    return awaitUntil(null, condition, Deadline.after(limit));
  }

  /** {@link #await} with a deadline, for itself or for the layer above, which may flush too. */
  final boolean awaitUntil(@Nullable QioChannel above, IoCondition condition, long deadline)
      throws IOException {
    enterShared();
    try {
      return sleepFor(above, condition, deadline, 0);
    } finally {
      leaveShared();
    }
  }

  /**
   * Lets the calling virtual thread, this library's coroutine, sleep until a condition holds, on
   * the attached context if there is one ({@code qio_channel_yield}). It follows the channel to
   * another context. Returns early after {@link #wakeRead}.
   *
   * @param condition {@link IoCondition#IN} or {@link IoCondition#OUT}
   * @throws IllegalStateException if the caller is no virtual thread, or another thread waits for
   *     the same condition (a {@code ReadPendingException} or {@code WritePendingException})
   * @throws IOException if the channel or the context is closed, or the thread is interrupted
   */
  public final void yieldUntil(IoCondition condition) throws IOException {
    checkDirection(condition);
    if (!Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          address() + ": only a virtual thread can yield; on a platform thread use await");
    }
    enterShared();
    try {
      sleepAsCoroutine(condition, 0);
    } finally {
      leaveShared();
    }
  }

  /**
   * Wakes the thread that waits to read, if there is one, with nothing read ({@code
   * qio_channel_wake_read}).
   */
  public final void wakeRead() {
    wake(IoCondition.IN, WaitSlot.State.READY);
  }

  /**
   * Makes coroutines of this channel sleep on a context ({@code qio_channel_attach_aio_context});
   * those that sleep already move there.
   *
   * @param context the loop
   */
  public final void attachAioContext(AioContext context) {
    attach(Objects.requireNonNull(context, "context"));
  }

  /**
   * Takes the channel off its context ({@code qio_channel_detach_aio_context}). A coroutine that
   * sleeps in it sleeps on, and is not resumed by data, until the channel is attached again.
   */
  public final void detachAioContext() {
    detach();
  }

  /**
   * Sets what a loop calls while this channel is readable and writable; null removes a side ({@code
   * qio_channel_set_aio_fd_handler}). A layer forwards this to the channel below, or waits there
   * for its handlers. When it returns, a handler that was removed is not running, unless it is the
   * caller, and never runs again.
   *
   * @param context the loop
   * @param read called while there is something to read
   * @param write called while there is room to write
   * @throws IOException if the channel or the loop is closed
   */
  public final void setAioFdHandler(
      AioContext context, @Nullable IoHandler read, @Nullable IoHandler write) throws IOException {
    setAioFdHandler(context, read, context, write);
  }

  /**
   * The same with a loop of its own for each side.
   *
   * @param readContext the loop that calls {@code read}
   * @param read called while there is something to read; null removes it
   * @param writeContext the loop that calls {@code write}
   * @param write called while there is room to write; null removes it
   * @throws IOException if the channel or a loop is closed
   */
  public final void setAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    enterShared();
    try {
      handlers.set(this, readContext, read, writeContext, write);
    } finally {
      leaveShared();
    }
  }

  // ---- views ----

  /**
   * This channel as one of {@code java.nio}, scattering and gathering too. A transfer that would
   * block answers 0, as is the rule there. Closing the view closes the channel.
   *
   * @return a view
   */
  public final ByteChannel asByteChannel() {
    return new ByteChannelView(this);
  }

  /**
   * This channel as a stream to read; it waits in either mode. Closing the view closes the channel.
   *
   * @return a view
   */
  public final InputStream asInputStream() {
    return new ChannelInputStream(this);
  }

  /**
   * This channel as a stream to write; it waits in either mode, and what it was given is with the
   * channel when it returns. Closing the view closes the channel.
   *
   * @return a view
   */
  public final OutputStream asOutputStream() {
    return new ChannelOutputStream(this);
  }

  // ---- checks ----

  @Override
  final QioChannel self() {
    return this;
  }

  @Override
  final void releaseHandlers() throws IOException {
    handlers.release(this);
  }

  private void checkRead(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    checkRoom(dsts, offset, length);
    if (received != null) {
      require(ChannelFeature.FD_PASS, "descriptors travel over unix sockets only");
    }
    if (flags.contains(ReadFlag.MSG_PEEK)) {
      require(ChannelFeature.READ_MSG_PEEK, "read instead");
    }
  }

  private void checkWrite(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    boolean zeroCopy = flags.contains(WriteFlag.ZERO_COPY);
    if (zeroCopy) {
      require(ChannelFeature.WRITE_ZERO_COPY, "write without the flag");
    }
    if (sent.isEmpty()) {
      return;
    }
    require(ChannelFeature.FD_PASS, "descriptors travel over unix sockets only");
    if (zeroCopy) {
      throw new IllegalArgumentException(
          address() + ": descriptors cannot be sent with zero copy; send them with a plain write");
    }
    if (!hasBytes(srcs, offset, length)) {
      throw new IllegalArgumentException(
          address() + ": descriptors travel with data; give at least one byte to write");
    }
  }

  private static boolean hasBytes(ByteBuffer[] srcs, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  final void checkRoom(ByteBuffer[] dsts, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      checkRoom(dsts[i]);
    }
  }

  final void checkRoom(ByteBuffer dst) {
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException(address() + ": cannot read into a read-only buffer");
    }
  }

  private void checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException(
          address() + ": a position is not negative, but this one is " + position);
    }
  }

  private void checkDirection(IoCondition condition) {
    if (condition != IoCondition.IN && condition != IoCondition.OUT) {
      throw new IllegalArgumentException(
          address() + ": wait for IN or OUT; for " + condition + " create a watch");
    }
  }

  private void require(ChannelFeature feature, String advice) throws IOException {
    if (!isAlive()) {
      throw ChannelFailures.closed(address());
    }
    if (!hasFeature(feature)) {
      throw lacks(feature, advice);
    }
  }

  private IOException endBefore() {
    return new java.io.EOFException(
        address() + ": the stream ended before the first byte that was to be read");
  }

  /**
   * Says for logs, dumps and debuggers what the channel is and does: its class, its {@linkplain
   * #address address}, its {@linkplain #name name} if it has one, whether it is open, closing or
   * closed, its mode while it is open, the loop that it is attached to, and which threads are
   * asleep in it to read, to write or to flush. Takes no lock.
   *
   * @return a line of text, whose form may change
   */
  @Override
  public String toString() {
    String called = name.isEmpty() ? "" : " " + name;
    String mode = !isAlive() ? "" : blocking() ? ", blocking" : ", non-blocking";
    return "%s[%s%s %s%s%s]"
        .formatted(getClass().getSimpleName(), address(), called, stage(), mode, company());
  }
}

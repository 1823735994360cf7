package qio.spi.socket;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.QioAddress;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Envelope;
import qio.api.channel.FdHandlers;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.IoCondition;
import qio.api.channel.MessageChannel;
import qio.api.channel.WatchSource;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.SocketName;

/**
 * A socket for messages, of either engine: its addresses, its time limits, the file that it has
 * made, and how it is waited for.
 *
 * <pre>
 *   OPENED --bind--&gt; BOUND --connect--&gt; CONNECTED
 *   any of these --settle--&gt; the user gets it --close--&gt; closed
 * </pre>
 *
 * <p>Threads: as every {@link MessageChannel}. What is written while the channel is set up is seen
 * by others because the channel is handed to them afterwards.
 */
abstract sealed class MessageSocket extends MessageChannel permits NativeMessages, NioMessages {

  private final SocketReadiness readiness;
  private final FdHandlers handlers;

  private Optional<String> local = Optional.empty(); // written while the channel is set up
  private Optional<String> remote = Optional.empty(); // written while the channel is set up
  private @Nullable SocketFile file; // written while the channel is set up

  MessageSocket(String address, SocketReadiness readiness) {
    super(address);
    this.readiness = readiness;
    this.handlers = new FdHandlers(readiness.pollable());
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- setting up: by the thread that opens the channel ----

  /** Gives the socket its own address. */
  abstract void bind(SocketName place) throws IOException;

  /** Gives a UNIX socket an address that the kernel chooses. */
  abstract void autobind() throws IOException;

  /** Makes a peer the only one. */
  abstract void connect(SocketName peer) throws IOException;

  /** Finds out the addresses, and lets the limits of the user begin. */
  abstract void settle(StreamSettings settings) throws IOException;

  final void settle(
      Optional<String> localText, Optional<String> remoteText, StreamSettings wanted) {
    local = localText;
    remote = remoteText;
    wanted.limitWaits(this::limitWaits);
  }

  /** Gives it the path that it has made, to be removed at close if that is wanted. */
  final void own(SocketFile made, boolean unlink) {
    file = unlink ? made : null;
  }

  /** The address of a peer in text. */
  static Optional<String> text(SocketName name) {
    return AddressText.of(name, MessageTarget.UDP, MessageTarget.UNIXGRAM);
  }

  // ---- envelopes ----

  @Override
  public final Envelope envelope(String address) throws IOException {
    QioAddress parsed = QioAddress.parse(address);
    Endpoint endpoint = parsed.endpoint();
    boolean plain = parsed.layers().isEmpty() && parsed.parameters().isEmpty();
    if (!plain || !endpoint.scheme().equals(scheme())) {
      throw new InvalidAddressException(
          parsed.toString(),
          "messages of this channel go to " + scheme() + " addresses, without layers and options");
    }
    MessageTarget target = MessageTarget.of(endpoint, OptionValues.none());
    if (!target.hasPeer()) {
      throw new InvalidAddressException(address, "it names no peer");
    }
    return addressed(address, target.peers());
  }

  /** The scheme of the peers that it can have. */
  abstract String scheme();

  /** An envelope to the first of these places that the socket has a way to write. */
  abstract Envelope addressed(String address, List<SocketName> places) throws IOException;

  // ---- the contract ----

  @Override
  public final Optional<String> localAddress() {
    return local;
  }

  @Override
  public final Optional<String> remoteAddress() {
    return remote;
  }

  /** Nothing to do: no transfer of a socket waits in the kernel, in either mode. */
  @Override
  protected final void ioSetBlocking(boolean blocking) {}

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    return readiness.sleepUntil(condition, timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    readiness.wake(condition);
  }

  @Override
  protected final WatchSource ioCreateWatch(Set<IoCondition> conditions) {
    return WatchSource.onPollable(this, readiness.pollable(), conditions);
  }

  @Override
  protected final void ioSetAioFdHandler(
      AioContext readContext,
      @Nullable IoHandler read,
      AioContext writeContext,
      @Nullable IoHandler write)
      throws IOException {
    handlers.set(readContext, read, writeContext, write);
  }

  /** The path goes before the socket, as with listeners: until then its inode is ours. */
  @Override
  protected final void ioClose() throws IOException {
    try {
      SocketFile made = file;
      if (made != null) {
        made.remove();
      }
    } finally {
      closeSocket();
    }
  }

  /** Ends the socket itself. */
  abstract void closeSocket() throws IOException;
}

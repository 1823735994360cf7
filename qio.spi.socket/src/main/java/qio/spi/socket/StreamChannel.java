package qio.spi.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import qio.api.channel.ChannelFeature;
import qio.api.channel.QioChannel;
import qio.api.channel.ShutdownMode;
import qio.posix.ConnectProgress;
import qio.posix.SocketName;

/**
 * A stream socket of either engine: its addresses, its time limits and how its directions end.
 * Bytes that it has accepted are the kernel's, which sends them after close too, so close has
 * nothing to flush.
 *
 * <pre>
 *   OPENED --startConnect/finishConnect--&gt; CONNECTED (the user gets it) --close--&gt; closed
 * </pre>
 *
 * <p>Threads: as every {@link QioChannel}. What is written while the channel is set up is seen by
 * others because the channel is handed to them afterwards.
 */
abstract sealed class StreamChannel extends QioChannel permits NativeStream, NioStream {

  private Optional<String> local = Optional.empty(); // written while the channel is set up
  private Optional<String> remote = Optional.empty(); // written while the channel is set up

  /** Whether the user has ended reading: what arrives afterwards is not read any more. */
  private volatile boolean readingEnded;

  /** Whether the user has ended writing; ending it again is not the kernel's business. */
  private volatile boolean writingEnded;

  StreamChannel(String address) {
    super(address);
    setFeature(ChannelFeature.SHUTDOWN);
    setFeature(ChannelFeature.CONCURRENT_IO);
  }

  // ---- setting up: by the thread that opens the channel ----

  /**
   * Starts to connect. {@link ConnectProgress#QUEUE_FULL} makes the channel useless: try again with
   * another one.
   */
  abstract ConnectProgress startConnect(SocketName place) throws IOException;

  /** Whether a connect in progress has ended. */
  abstract ConnectProgress finishConnect() throws IOException;

  /** Finds out the addresses of a connected socket, and lets the limits of the user begin. */
  abstract void settle(StreamSettings settings) throws IOException;

  /** Lets the deadline of the user's job begin, which counts from before there was a channel. */
  final void beginJob(long startNanos, Duration limit) {
    startDeadline(startNanos, limit);
  }

  final void settle(
      Optional<String> localText, Optional<String> remoteText, StreamSettings wanted) {
    local = localText;
    remote = remoteText;
    wanted.limitWaits(this::limitWaits);
  }

  // ---- the contract ----

  @Override
  public final Optional<String> localAddress() {
    return local;
  }

  @Override
  public final Optional<String> remoteAddress() {
    return remote;
  }

  /** Nothing to do: whether a call may wait in the kernel is said for each. */
  @Override
  protected final void ioSetBlocking(boolean blocking) {}

  final boolean readingEnded() {
    return readingEnded;
  }

  final boolean writingEnded() {
    return writingEnded;
  }

  @Override
  protected final void ioShutdown(ShutdownMode mode) throws IOException {
    boolean reading = mode.endsReading() && !readingEnded;
    boolean writing = mode.endsWriting() && !writingEnded;
    if (!reading && !writing) {
      return;
    }
    endDirections(reading, writing);
    if (reading) {
      readingEnded = true;
    }
    if (writing) {
      writingEnded = true;
    }
  }

  /** Ends directions that are not ended yet. */
  abstract void endDirections(boolean reading, boolean writing) throws IOException;
}

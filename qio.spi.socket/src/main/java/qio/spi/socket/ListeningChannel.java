package qio.spi.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/**
 * A socket that listens, of either engine. Readable while a client waits; it neither reads nor
 * writes.
 *
 * <p>Threads: as every {@link QioChannel}; any number may accept at once.
 */
abstract sealed class ListeningChannel extends QioChannel permits NativeListening, NioListening {

  static {
    SocketFailures.rehearse(new IOException());
  }

  private final StreamSettings settings;
  private String local; // written while the listener is set up
  private @Nullable SocketFile file; // written while the listener is set up

  ListeningChannel(String address, StreamSettings settings) {
    super(address);
    this.settings = settings;
    this.local = address;
    setFeature(ChannelFeature.LISTEN);
  }

  /** What holds for the channels that it accepts. */
  final StreamSettings settings() {
    return settings;
  }

  /** Says where it listens. */
  final void localAddress(String text) {
    local = text;
  }

  /** Gives it the path that it has made, to be removed at close. */
  final void own(SocketFile made) {
    file = made;
  }

  @Override
  public final Optional<String> localAddress() {
    return Optional.of(local);
  }

  /**
   * Accepts a client without waiting.
   *
   * @return the client's channel, or empty if there is none
   * @throws IOException if this client could not be accepted; the listener goes on
   */
  abstract Optional<QioChannel> acceptNow() throws IOException;

  /** Whether {@link #acceptWaiting} would wait on the calling thread; not by default. */
  boolean acceptWaits() {
    return false;
  }

  /** Accepts a client and waits for it inside the call; empty if the thread was woken there. */
  Optional<QioChannel> acceptWaiting() throws IOException {
    return acceptNow();
  }

  /** Ends the socket itself. */
  abstract void closeSocket() throws IOException;

  /**
   * The path goes before the socket: as long as the socket lives the kernel keeps the number of its
   * file, so a file with that number is ours and nobody else's.
   */
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

  @Override
  protected final void ioSetBlocking(boolean blocking) {}

  @Override
  protected final long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    throw noStream();
  }

  @Override
  protected final long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    throw noStream();
  }

  private IOException noStream() {
    return new IOException(
        address() + ": a listener carries no bytes; accept a client, and read and write there");
  }
}

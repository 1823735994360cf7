package qio.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A non-blocking {@link SocketChannel} of the JDK on a {@link SelectorLoop}. */
final class SelectorConnection implements LoopConnection {

  private final SocketChannel channel;
  private final SelectorLoop loop;
  private Ready ready; // set before the first call of the loop
  private SelectionKey key; // the loop's

  SelectorConnection(SocketChannel channel, SelectorLoop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  @Override
  public void begin(Ready told) {
    ready = told;
    loop.execute(this::register);
  }

  private void register() {
    try {
      key = loop.register(channel, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells what is ready; whoever fails has closed its connection. */
  void serve(int operations) {
    try {
      if ((operations & SelectionKey.OP_READ) != 0) {
        ready.readable();
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        ready.writable();
      }
    } catch (IOException e) {
      System.err.println("a connection failed: " + e);
    }
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    return channel.read(dst);
  }

  @Override
  public void send(ByteBuffer src) throws IOException {
    channel.write(src);
  }

  @Override
  public void awaitRoom(boolean wanted) {
    key.interestOps(wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package qio.spi.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Pollable;
import qio.api.channel.QioChannel;

/** The end of a pipe of {@code java.nio} that the channel has; a {@link Pump} has the other. */
final class NioSide implements ChildSide {

  private static final int MOST = 1 << 16;

  private interface Mover {
    int move(ByteBuffer buffer) throws IOException;
  }

  private final SelectableChannel channel;
  private final Mover mover;
  private final Pollable pollable;

  /** Looks whether the channel is ready; made when that is first asked. Guarded by this. */
  private @Nullable Selector selector;

  private boolean closed; // guarded by this

  private NioSide(SelectableChannel channel, Mover mover) throws IOException {
    channel.configureBlocking(false);
    this.channel = channel;
    this.mover = mover;
    this.pollable = Pollable.ofChannel(channel);
  }

  static NioSide reading(Pipe.SourceChannel source) throws IOException {
    return new NioSide(source, source::read);
  }

  static NioSide writing(Pipe.SinkChannel sink) throws IOException {
    return new NioSide(sink, sink::write);
  }

  /**
   * Of one buffer, and of its first {@value #MOST} bytes: the JDK copies all that a heap buffer
   * has, however little of it the pipe takes.
   */
  @Override
  public long move(ByteBuffer[] buffers, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length - 1 && !buffers[at].hasRemaining()) {
      at++;
    }
    ByteBuffer buffer = buffers[at];
    int limit = buffer.limit();
    buffer.limit(buffer.position() + Math.min(MOST, buffer.remaining()));
    try {
      int n = mover.move(buffer);
      return n == 0 ? QioChannel.WOULD_BLOCK : n;
    } finally {
      buffer.limit(limit);
    }
  }

  /** A selector that is asked and never waits: {@code java.nio} has no other way to look. */
  @Override
  public synchronized int readyOf(int asked) throws IOException {
    if (closed || asked == 0) {
      return 0;
    }
    if (selector == null) {
      selector = Selector.open();
      channel.register(selector, channel.validOps());
    }
    selector.selectedKeys().clear();
    return selector.selectNow() == 0 ? 0 : asked;
  }

  @Override
  public Pollable pollable() {
    return pollable;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try (channel) {
      if (selector != null) {
        selector.close(); // first: while it is registered the channel keeps its descriptor
      }
    }
  }
}

package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.aio.AioContext;
import qio.api.aio.IoHandler;
import qio.api.channel.QioChannel;

/** A channel of QIO in non-blocking mode, with handlers on a loop. */
final class QioLoopConnection implements LoopConnection {

  private final QioChannel channel;
  private final AioContext loop;
  private final boolean tls;
  private IoHandler read; // set before the first call of the loop
  private IoHandler write; // set before the first call of the loop

  QioLoopConnection(QioChannel channel, AioContext loop, boolean tls) {
    this.channel = channel;
    this.loop = loop;
    this.tls = tls;
  }

  /** Only TLS gathers; to a socket a cork is a system call, and saves none. */
  @Override
  public void gather(boolean begins) throws IOException {
    if (tls) {
      channel.setCork(begins);
    }
  }

  @Override
  public void begin(Ready ready) throws IOException {
    read = ready::readable;
    write = ready::writable;
    channel.setAioFdHandler(loop, read, null);
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    int count = channel.read(dst);
    return count == QioChannel.WOULD_BLOCK ? 0 : count;
  }

  @Override
  public void send(ByteBuffer src) throws IOException {
    channel.write(src);
  }

  @Override
  public void awaitRoom(boolean wanted) throws IOException {
    channel.setAioFdHandler(loop, read, wanted ? write : null);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;

/** A channel of QIO in blocking mode. */
final class QioConnection implements Connection {

  private final QioChannel channel;
  private final ByteBuffer[] single = new ByteBuffer[1];
  private final DescriptorList received = new DescriptorList();
  private final List<Descriptor> sent;
  private final boolean tls;

  QioConnection(QioChannel channel, List<Descriptor> sent, boolean tls) {
    this.channel = channel;
    this.sent = sent;
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
  public void sendAll(ByteBuffer src) throws IOException {
    channel.writeAll(src);
  }

  @Override
  public boolean receiveFully(ByteBuffer dst) throws IOException {
    return channel.readAllEof(dst);
  }

  @Override
  public void sendDescriptor(ByteBuffer src) throws IOException {
    single[0] = src;
    channel.writevFullAll(single, 0, 1, sent, Set.of());
  }

  @Override
  public int receiveDescriptor(ByteBuffer dst) throws IOException {
    single[0] = dst;
    if (channel.readvFull(single, 0, 1, received, Set.of()) < 0) {
      return -1;
    }
    int count = received.size();
    received.close();
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package qio.bench;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** A blocking channel of junixsocket. */
final class JunixConnection extends ChannelConnection {

  /** Room for a few descriptors with one message; there is one. */
  private static final int CONTROL_BYTES = 64;

  private final AFUNIXSocketChannel channel;
  private final FileDescriptor sent;

  JunixConnection(AFUNIXSocketChannel channel, FileDescriptor sent) {
    super(channel);
    this.channel = channel;
    this.sent = sent;
  }

  @Override
  public void sendDescriptor(ByteBuffer src) throws IOException {
    channel.setOutboundFileDescriptors(sent);
    sendAll(src);
  }

  @Override
  public int receiveDescriptor(ByteBuffer dst) throws IOException {
    channel.ensureAncillaryReceiveBufferSize(CONTROL_BYTES);
    if (channel.read(dst) < 0) {
      return -1;
    }
    FileDescriptor[] received = channel.getReceivedFileDescriptors();
    for (FileDescriptor each : received) {
      new FileInputStream(each).close();
    }
    return received.length;
  }
}

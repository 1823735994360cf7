package qio.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;

/** A socket of the JDK with TLS. Its streams take arrays, so the buffers are heap buffers. */
final class SslSocketConnection implements Connection {

  private final SSLSocket socket;

  SslSocketConnection(SSLSocket socket) {
    this.socket = socket;
  }

  @Override
  public ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size);
  }

  @Override
  public void sendAll(ByteBuffer src) throws IOException {
    socket
        .getOutputStream()
        .write(src.array(), src.arrayOffset() + src.position(), src.remaining());
    src.position(src.limit());
  }

  @Override
  public boolean receiveFully(ByteBuffer dst) throws IOException {
    int wanted = dst.remaining();
    int count =
        socket.getInputStream().readNBytes(dst.array(), dst.arrayOffset() + dst.position(), wanted);
    if (count == 0 && wanted > 0) {
      return false;
    }
    if (count < wanted) {
      throw new EOFException("the stream ended inside a message");
    }
    dst.position(dst.limit());
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package qio.spi.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Standard error through the JDK's stream, which only ends when everybody has closed it. */
final class StreamLineSource implements LineSource {

  private final InputStream stream;

  StreamLineSource(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    int n = stream.read(dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
    dst.position(dst.position() + Math.max(n, 0));
    return n;
  }

  /** Nothing reaches a thread that is in a read of the JDK's. */
  @Override
  public void finish() {}

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

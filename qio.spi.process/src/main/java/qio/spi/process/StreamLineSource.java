package qio.spi.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import qio.api.channel.QioChannel;

/** Standard error through the JDK's stream, which only ends when everybody has closed it. */
final class StreamLineSource implements LineSource {

  /**
   * A read that takes so long after the end of the child waits for somebody else. What the child
   * has written is in the pipe by then, and a read of that takes no time.
   */
  private static final long HELD_UP_NANOS = 100_000_000;

  private final InputStream stream;

  /** When the read that is under way has begun; only meant if there is one. */
  private volatile long since;

  private volatile boolean reading;
  private volatile boolean abandoned;

  StreamLineSource(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (abandoned) {
      return QioChannel.EOF;
    }
    since = System.nanoTime();
    reading = true;
    int n = stream.read(dst.array(), dst.arrayOffset() + dst.position(), dst.remaining());
    reading = false;
    if (n < 0 || abandoned) {
      return QioChannel.EOF;
    }
    dst.position(dst.position() + n);
    return n;
  }

  /** Nothing reaches a thread that is in a read of the JDK's. From now on reads count. */
  @Override
  public void finish() {
    since = System.nanoTime();
  }

  @Override
  public boolean isHeldUp() {
    long began = since; // first: a read that begins after it makes it later
    return reading && System.nanoTime() - began > HELD_UP_NANOS && began == since;
  }

  /** The thread closes the stream: the number of its descriptor is not free before. */
  @Override
  public void abandon() {
    abandoned = true;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

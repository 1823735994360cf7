package qio.spi.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * Moves bytes between a stream of the JDK's and a pipe, holding {@value #SIZE} of them at most. A
 * platform thread each: a virtual one would keep its carrier in such a read.
 */
final class Pump {

  private static final Logger LOG = System.getLogger("qio.spi.process");
  private static final int SIZE = 8192;

  private Pump() {}

  /** A thread, not started, that feeds the child and ends its input when the pipe ends. */
  static Thread toChild(String address, Pipe.SourceChannel source, OutputStream sink) {
    return thread(
        "stdin of " + address,
        () -> {
          ByteBuffer buffer = ByteBuffer.allocate(SIZE);
          try (source;
              sink) {
            while (source.read(buffer) >= 0) {
              sink.write(buffer.array(), 0, buffer.position());
              sink.flush();
              buffer.clear();
            }
          }
        });
  }

  /** A thread, not started, that takes what the child writes. */
  static Thread fromChild(String address, InputStream source, Pipe.SinkChannel sink) {
    return thread(
        "stdout of " + address,
        () -> {
          byte[] buffer = new byte[SIZE];
          try (source;
              sink) {
            int n;
            while ((n = source.read(buffer)) >= 0) {
              ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
              while (bytes.hasRemaining()) {
                sink.write(bytes);
              }
            }
          }
        });
  }

  private interface Moving {
    void run() throws IOException;
  }

  private static Thread thread(String name, Moving moving) {
    return Thread.ofPlatform()
        .daemon()
        .name("qio " + name)
        .unstarted(
            () -> {
              try {
                moving.run();
              } catch (IOException e) {
                // One of the two ends is gone; both are closed now, so that the other side sees it.
                LOG.log(Level.DEBUG, () -> name + " ended: " + e);
              }
            });
  }
}

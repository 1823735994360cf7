package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a layer go. */
@FunctionalInterface
public interface ByteSink {

  /**
   * Takes what it can at once.
   *
   * @param src a buffer with bytes
   * @return the bytes taken; 0 or less if none can be taken now
   * @throws IOException if writing fails
   */
  int write(ByteBuffer src) throws IOException;
}

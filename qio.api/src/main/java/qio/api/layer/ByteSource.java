package qio.api.layer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a layer come from. */
@FunctionalInterface
public interface ByteSource {

  /** The answer at the end of the stream. */
  int END = -1;

  /** The answer if nothing is there now. */
  int NOTHING_NOW = -2;

  /**
   * Fills what it can at once.
   *
   * @param dst a buffer with room
   * @return the bytes read, {@link #END} or {@link #NOTHING_NOW}
   * @throws IOException if reading fails
   */
  int read(ByteBuffer dst) throws IOException;
}

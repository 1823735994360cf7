package qio.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One end of a connection of a contender whose calls wait. */
interface Connection extends AutoCloseable {

  /** A new buffer of the kind that this contender takes best. */
  default ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size);
  }

  /** Sends a buffer to its end. */
  void sendAll(ByteBuffer src) throws IOException;

  /**
   * Says that a burst begins or has ended. In between, messages may be gathered, if this contender
   * has a way to do so; at the end all of them are on their way.
   */
  default void gather(boolean begins) throws IOException {}

  /** Fills a buffer; false if the stream ended before the first byte. */
  boolean receiveFully(ByteBuffer dst) throws IOException;

  /** Sends one byte and with it the descriptor that this end was opened to send. */
  default void sendDescriptor(ByteBuffer src) throws IOException {
    throw new IOException("passes no descriptors");
  }

  /**
   * Fills a buffer of one byte, and closes the descriptors that come along.
   *
   * @return how many came, or -1 at the end of the stream
   */
  default int receiveDescriptor(ByteBuffer dst) throws IOException {
    throw new IOException("passes no descriptors");
  }

  @Override
  void close() throws IOException;
}

package qio.bench.frames;

import java.io.IOException;

/** Makes frames of one message, again and again. */
interface Sender extends AutoCloseable {

  /**
   * Makes them, and hands them to what stands for the kernel: it makes one copy.
   *
   * @return how many bytes they are
   */
  long send() throws IOException;

  /** Makes them once more, and copies them. */
  byte[] wire() throws IOException;

  @Override
  void close();
}

package qio.bench.frames;

import java.io.IOException;

/** Takes the frames of one message apart, again and again. */
interface Receiver extends AutoCloseable {

  /**
   * Gets the frames as a socket hands them out, with one copy, and puts the message where a program
   * can look at it.
   *
   * @return the {@link Message} as it was found there
   */
  long receive() throws IOException;

  @Override
  void close();
}

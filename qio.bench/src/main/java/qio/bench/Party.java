package qio.bench;

import java.io.IOException;

/** A scenario that is set up and can be played again and again. */
interface Party extends AutoCloseable {

  /**
   * Plays it and waits until it is over.
   *
   * @param times how often each client does its part
   * @throws IOException if anybody failed, or it took longer than {@link Crew#LIMIT}
   */
  void play(int times) throws IOException;

  @Override
  void close() throws IOException;
}

package qio.bench;

import java.io.IOException;

/** A connection whose other end sends back what it gets. */
interface Exchange extends AutoCloseable {

  /** Sends one message and reads it back; fails if what comes back is of another length. */
  void roundTrip() throws IOException;

  @Override
  void close() throws IOException;
}

package qio.bench;

import java.io.IOException;

/** Where a contender keeps idle connections. */
interface Hall extends AutoCloseable {

  /** Where it listens. */
  int port();

  /** Has so many connect, and accepts them. */
  default void fill(Transport transport, int count) throws IOException {
    Crowd.come(transport, port(), count, this::accept);
  }

  /** Accepts so many, and returns when whatever is to wait for each of them waits. */
  void accept(int count) throws IOException;

  /** Forgets them; the other ends are closed already. */
  @Override
  void close() throws IOException;
}

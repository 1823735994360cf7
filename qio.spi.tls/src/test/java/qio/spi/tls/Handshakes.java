package qio.spi.tls;

import java.time.Duration;
import qio.api.channel.QioTask;

/** Runs handshakes with a limit. */
final class Handshakes {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Handshakes() {}

  static void both(TlsPair pair) throws Exception {
    QioTask<Void> client = pair.client().handshake();
    QioTask<Void> server = pair.server().handshake();
    client.await(LIMIT);
    server.await(LIMIT);
  }
}

package qio.cli.relay;

import qio.cli.text.OneLine;
import qio.cli.text.TimeSpan;

/**
 * What became of a connection.
 *
 * @param number counts the clients, from 1
 * @param peer the client's address
 * @param toTarget bytes moved from the client to the target
 * @param toClient bytes moved from the target to the client
 * @param nanos how long it lasted
 * @param reason why it ended
 */
record ConnectionReport(
    long number, String peer, long toTarget, long toClient, long nanos, String reason) {

  /** The line of the log. */
  String line() {
    return OneLine.of(
        "#%d %s: %d bytes to target, %d bytes to client, %s, %s"
            .formatted(number, peer, toTarget, toClient, TimeSpan.of(nanos), reason));
  }
}

package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLException;
import qio.api.channel.QioChannel;
import qio.api.channel.QioTask;
import qio.api.channel.ShutdownMode;
import qio.api.spi.Layer;

/**
 * A peer that sends anything at all. The first byte of an input says to whom, when and in what
 * pieces, the rest is what it sends:
 *
 * <pre>
 *   bit 0  to a server, or to a client
 *   bit 1  from the first byte on, or after a handshake that was done
 *   bit 2  in TLS 1.3, or in TLS 1.2
 *   bit 3  in one piece, or in pieces of a few bytes
 * </pre>
 *
 * <p>Whatever it is, the channel's read ends, in time, with the end of the stream or with an
 * exception of ours, and no byte is taken for data that was not encrypted.
 */
public final class InboundFuzz {

  /** A byte of such an input. */
  static final int TO_CLIENT = 1;

  static final int AFTER_HANDSHAKE = 2;
  static final int OLD = 4;
  static final int IN_PIECES = 8;

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Keyring RING = Keyring.SHARED;

  // Made once: what an input can reach does not depend on the files that are read for them.
  private static final Layer NEW_CLIENT = client("1.3");
  private static final Layer OLD_CLIENT = client("1.2");
  private static final Layer NEW_SERVER = server("1.3");
  private static final Layer OLD_SERVER = server("1.2");

  private InboundFuzz() {}

  private static Layer client(String version) {
    try {
      return RING.clientLayer(TlsOptions.MAX_VERSION, version, TlsOptions.RELOAD, false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Layer server(String version) {
    try {
      return RING.serverLayer(
          TlsOptions.MAX_VERSION,
          version,
          TlsOptions.RELOAD,
          false,
          TlsOptions.CA,
          RING.ca,
          TlsOptions.CLIENT_AUTH,
          ClientAuth.WANT);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Plays one input. The name is what drivers look for, Jazzer's too.
   *
   * @param input what is sent, and how
   * @throws Exception if something is wrong with us
   */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    int how = input[0];
    boolean old = (how & OLD) != 0;
    boolean toClient = (how & TO_CLIENT) != 0;
    PipeChannel.Pair below = PipeChannel.pair(Pipe.Manner.ROOMY, 1);
    try (PipeChannel client = below.client();
        PipeChannel server = below.server()) {
      QioChannel victim =
          toClient
              ? (old ? OLD_CLIENT : NEW_CLIENT).over(client)
              : (old ? OLD_SERVER : NEW_SERVER).over(server);
      PipeChannel attacker = toClient ? server : client;
      if ((how & AFTER_HANDSHAKE) != 0) {
        shakeHands(victim, attacker, toClient, old);
      }
      Work<Void> reading = Work.virtual(() -> readToTheEnd(victim));
      send(attacker, input, (how & IN_PIECES) != 0);
      reading.get();
      close(victim);
    }
  }

  private static void shakeHands(
      QioChannel victim, PipeChannel attacker, boolean toClient, boolean old) throws Exception {
    Layer honest = toClient ? (old ? OLD_SERVER : NEW_SERVER) : (old ? OLD_CLIENT : NEW_CLIENT);
    QioChannel peer = honest.over(attacker); // it is left open, since it would say farewell
    QioTask<Void> peers = peer.handshake();
    victim.handshake().await(LIMIT);
    peers.await(LIMIT);
  }

  private static void send(PipeChannel attacker, byte[] input, boolean inPieces)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(input, 1, input.length - 1);
    Random sizes = new Random(input.length);
    while (bytes.hasRemaining()) {
      int size = inPieces ? 1 + sizes.nextInt(8) : bytes.remaining();
      int end = bytes.limit();
      bytes.limit(Math.min(end, bytes.position() + size));
      attacker.writeAll(bytes);
      bytes.limit(end);
    }
    attacker.shutdown(ShutdownMode.WRITE);
  }

  private static void readToTheEnd(QioChannel victim) {
    try {
      ByteBuffer into = ByteBuffer.allocate(64);
      int n = victim.read(into);
      if (n >= 0) {
        throw new AssertionError(n + " bytes were taken for data");
      }
    } catch (IOException e) {
      check(victim, e);
    }
  }

  /** What could not be sent may be told by close. */
  private static void close(QioChannel victim) {
    try {
      victim.close();
    } catch (IOException e) {
      check(victim, e);
    }
  }

  private static void check(QioChannel victim, IOException e) {
    boolean typed = e instanceof SSLException || e.getClass().getName().startsWith("qio.");
    String said = String.valueOf(e.getMessage());
    boolean silent = !said.startsWith(victim.address()) || said.contains("Unexpected exception");
    if (!typed || silent || e instanceof HandshakeTimeoutException) {
      throw new AssertionError("no such exception is ours", e);
    }
  }
}

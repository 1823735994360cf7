package qio.spi.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import qio.api.channel.IoCondition;
import qio.api.layer.ByteSource;
import qio.api.layer.HandshakeJob;
import qio.api.layer.LowerChannel;
import qio.spi.websocket.http.Agreement;
import qio.spi.websocket.http.BadRequest;
import qio.spi.websocket.http.BadResponse;
import qio.spi.websocket.http.ClientRequest;
import qio.spi.websocket.http.Head;
import qio.spi.websocket.http.HeadCollector;
import qio.spi.websocket.http.ServerOpening;
import qio.spi.websocket.http.ServerRules;
import qio.spi.websocket.http.Status;

/**
 * The opening handshake: a request, an answer, and then the connection is the successor's. Used by
 * the thread of the handshake alone, which may wait, and let go when it is over.
 */
final class Opening implements HandshakeJob {

  /** The rest of the channel, to which the connection is handed over. */
  interface Successor {
    /**
     * Frames can flow.
     *
     * @param agreed what was agreed on
     * @param rest what came behind the handshake
     */
    void begin(Agreement agreed, ByteBuffer rest);
  }

  private static final System.Logger LOG = System.getLogger(Opening.class.getName());

  /** How long a server may take to tell a client why it refuses. */
  private static final long REFUSAL_NANOS = 1_000_000_000L;

  /** How much of what a refused client still sends is taken, so that it gets its answer. */
  private static final int MAX_UNWANTED = 256 * 1024;

  /** How much of a refusal's text is repeated. */
  private static final int MAX_EXPLANATION = 200;

  private static final int CHUNK = 2048;

  private final LowerChannel below;
  private final WsSettings settings;
  private final Successor successor;
  private final HeadCollector collector = new HeadCollector();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);

  Opening(LowerChannel below, WsSettings settings, Successor successor) {
    this.below = below;
    this.settings = settings;
    this.successor = successor;
  }

  @Override
  public void run(long deadline) throws IOException {
    Agreement agreed =
        settings.request().isPresent()
            ? ask(settings.request().get(), deadline)
            : answer(settings.rules().orElseThrow(), deadline);
    successor.begin(agreed, chunk);
  }

  // ---- the client ----

  private Agreement ask(ClientRequest request, long deadline) throws IOException {
    ClientRequest.Opening opening = request.open();
    send(opening.bytes(), deadline);
    Head response;
    try {
      response = receive(deadline);
    } catch (BadRequest e) {
      throw new BadResponse(0, "the answer is no HTTP that this end takes: " + e.getMessage());
    }
    try {
      return opening.judge(response);
    } catch (BadResponse e) {
      throw new BadResponse(e.status(), e.getMessage() + explanation(response, e, deadline));
    }
  }

  /** The first line of what a server says beside its refusal, as far as it is there. */
  private String explanation(Head response, BadResponse refusal, long deadline) {
    if (refusal.status() == 0 || refusal.status() == 101) {
      return "";
    }
    try {
      boolean announced = response.one("content-length").filter("0"::equals).isEmpty();
      if (!chunk.hasRemaining() && announced) {
        fill(Math.min(deadline, System.nanoTime() + REFUSAL_NANOS));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a refusal without explanation", e);
    }
    byte[] body = new byte[Math.min(chunk.remaining(), MAX_EXPLANATION)];
    chunk.get(body);
    String line = new String(body, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
    return line.isEmpty() ? "" : ": " + line.replaceAll("\\p{Cntrl}", "?");
  }

  // ---- the server ----

  private Agreement answer(ServerRules rules, long deadline) throws IOException {
    try {
      Head request = receive(deadline);
      Agreement agreed = ServerOpening.judge(request, rules);
      send(ServerOpening.accept(request, agreed), deadline);
      return agreed;
    } catch (BadRequest e) {
      refuse(e.status(), String.valueOf(e.getMessage()));
      throw e;
    } catch (SocketTimeoutException e) {
      refuse(Status.REQUEST_TIMEOUT, "the request did not come in time");
      throw e;
    }
  }

  /** Tells the client, as far as that goes. */
  private void refuse(Status status, String why) {
    if (collector.isEmpty()) {
      return; // it has said nothing, so there is nothing to answer
    }
    long deadline = System.nanoTime() + REFUSAL_NANOS;
    try {
      send(ServerOpening.refuse(status, why), deadline);
      while (!below.sent().isSent()) {
        await(IoCondition.OUT, deadline);
      }
      dropUnwanted();
    } catch (IOException e) {
      // It is refused for a reason that is about to be told; that the client cannot be told too is
      // no other.
      LOG.log(System.Logger.Level.DEBUG, "the client could not be told why it is refused", e);
    }
  }

  /** A socket that is closed on unread bytes resets the connection, and the answer is lost. */
  private void dropUnwanted() throws IOException {
    int dropped = 0;
    int n;
    do {
      n = below.source().read(chunk.clear());
      dropped += Math.max(n, 0);
    } while (n > 0 && dropped < MAX_UNWANTED);
  }

  // ---- bytes ----

  private void send(byte[] bytes, long deadline) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      if (below.sink().write(out) <= 0) {
        await(IoCondition.OUT, deadline);
      }
    }
    while (!below.sent().isSent()) {
      await(IoCondition.OUT, deadline);
    }
  }

  private Head receive(long deadline) throws IOException {
    while (!collector.add(chunk)) {
      fill(deadline);
    }
    return Head.parse(collector.bytes());
  }

  private void fill(long deadline) throws IOException {
    chunk.clear().limit(0);
    for (; ; ) {
      remaining(deadline); // one who sends a byte now and then is too slow as well
      chunk.clear();
      int n;
      try {
        n = below.source().read(chunk);
      } finally {
        chunk.flip();
      }
      if (n == ByteSource.END) {
        throw new EOFException("the peer hung up before the end of the handshake");
      }
      if (n > 0) {
        return;
      }
      await(IoCondition.IN, deadline);
    }
  }

  private void await(IoCondition condition, long deadline) throws IOException {
    below.waiter().await(condition, remaining(deadline));
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the handshake was called off");
    }
  }

  private static long remaining(long deadline) throws SocketTimeoutException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new SocketTimeoutException("the time is up");
    }
    return left;
  }

  // ---- what went wrong ----

  @Override
  public WsFailure diagnose(Throwable cause) {
    String where = below.address() + ": WebSocket handshake: ";
    return switch (cause) {
      case BadRequest e ->
          handshake(
              e.status().code(),
              where + "refused with " + e.status() + ": " + e.getMessage() + hint(),
              e);
      case BadResponse e -> handshake(e.status(), where + e.getMessage() + hint(), e);
      case EOFException e -> handshake(0, where + e.getMessage() + hint(), e);
      case SocketTimeoutException e when isOurs(e) ->
          new WsFailure(WsFailure.Kind.TIMEOUT, where + tooLate(), e);
      case SocketTimeoutException e ->
          new WsFailure(WsFailure.Kind.TIMEOUT, where + e.getMessage(), e);
      default ->
          new WsFailure(WsFailure.Kind.BELOW, where + "failed: " + cause.getMessage(), cause);
    };
  }

  private static boolean isOurs(SocketTimeoutException e) {
    return "the time is up".equals(e.getMessage());
  }

  private String tooLate() {
    return "the peer did not do its part within "
        + settings.terms().handshakeTimeout().toMillis()
        + " ms (handshake-timeout)"
        + hint();
  }

  private static WsFailure handshake(int status, String message, Throwable cause) {
    return new WsFailure(WsFailure.Kind.HANDSHAKE, message, status, "", cause);
  }

  /** What the peer's first bytes say about what it speaks. */
  private String hint() {
    byte[] first = Arrays.copyOf(collector.bytes(), 3);
    if (first[0] == 0x16 && first[1] == 3) {
      return "; the peer speaks TLS: put tls below ws (ws+tls+tcp, or wss)";
    }
    if (first[0] == 0x15 && first[1] == 3) {
      return "; the peer answers in TLS: use wss";
    }
    return "";
  }
}

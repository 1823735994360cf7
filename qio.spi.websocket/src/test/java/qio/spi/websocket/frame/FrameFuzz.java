package qio.spi.websocket.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import qio.api.layer.BufferPool;
import qio.spi.websocket.http.BadRequest;
import qio.spi.websocket.http.BadResponse;
import qio.spi.websocket.http.ClientRequest;
import qio.spi.websocket.http.Head;
import qio.spi.websocket.http.HeadCollector;
import qio.spi.websocket.http.ServerOpening;
import qio.spi.websocket.http.ServerRules;

/**
 * What a peer sends, whatever that is: the first byte of an input says how it is cut and who reads
 * it. Frames must be delivered or refused, heads judged or refused, and nothing else may happen.
 */
public final class FrameFuzz {

  private static final BufferPool POOL = new BufferPool(Outbound.capacity(64 * 1024));
  private static final ServerRules RULES =
      new ServerRules(
          java.util.Optional.of("/chat"),
          java.util.Optional.empty(),
          java.util.List.of(),
          java.util.List.of("binary"),
          true);
  private static final ClientRequest REQUEST =
      new ClientRequest(
          "/", "h", java.util.Optional.empty(), java.util.List.of(), true, java.util.Map.of());

  private FrameFuzz() {}

  /**
   * Plays one input.
   *
   * @param input what comes
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int how = input[0];
    ByteBuffer bytes = ByteBuffer.wrap(input, 1, input.length - 1).slice();
    if ((how & 0x80) != 0) {
      head(bytes, (how & 1) != 0);
    } else {
      frames(bytes, how);
    }
  }

  private static void frames(ByteBuffer bytes, int how) {
    boolean compressed = (how & 1) != 0;
    var limits = new FrameLimits((how & 2) != 0, (how & 4) != 0, compressed, 1 << 20, 1 << 20);
    var inbound =
        new Inbound(limits, POOL, compressed ? new MessageInflater((how & 8) != 0) : null);
    int piece = (how & 16) != 0 ? 1 : 1 << 20;
    ByteBuffer dst = ByteBuffer.allocate((how & 32) != 0 ? 3 : 40_000);
    try {
      while (bytes.hasRemaining()) {
        inbound.receive(into -> give(bytes, into, piece), dst.clear());
        deliver(inbound, dst, (how & 64) != 0);
      }
    } catch (FrameViolation e) {
      if (e.code() < 1002 || e.code() > 1009) {
        throw new IllegalStateException("an unlikely code", e);
      }
    } catch (IOException e) {
      throw new IllegalStateException("nobody throws this", e);
    } finally {
      inbound.release();
    }
  }

  private static int give(ByteBuffer from, ByteBuffer into, int most) {
    int n = Math.min(Math.min(from.remaining(), into.remaining()), most);
    into.put(into.position(), from, from.position(), n);
    from.position(from.position() + n);
    into.position(into.position() + n);
    return n;
  }

  private static void deliver(Inbound inbound, ByteBuffer dst, boolean drop) throws FrameViolation {
    for (; ; ) {
      Inbound.Step step = drop ? inbound.drop() : inbound.step(dst.clear());
      switch (step) {
        case NEED_MORE -> {
          return;
        }
        case DATA -> {
          if (inbound.delivered() != dst.position() || dst.position() == 0) {
            throw new IllegalStateException("data that are none");
          }
        }
        case CLOSE -> CloseStatus.read(inbound.control());
        case PING, PONG -> {
          if (inbound.control().remaining() > 125) {
            throw new IllegalStateException("too long a control frame");
          }
        }
      }
    }
  }

  private static void head(ByteBuffer bytes, boolean request) {
    var collector = new HeadCollector();
    try {
      if (!collector.add(bytes)) {
        return;
      }
      Head head = Head.parse(collector.bytes());
      if (request) {
        ServerOpening.accept(head, ServerOpening.judge(head, RULES));
      } else {
        REQUEST.open().judge(head);
      }
    } catch (BadRequest e) {
      byte[] answer = ServerOpening.refuse(e.status(), String.valueOf(e.getMessage()));
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      if (!text.startsWith("HTTP/1.1 " + e.status())) {
        throw new IllegalStateException(text, e);
      }
    } catch (BadResponse e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        throw new IllegalStateException("says nothing", e);
      }
    }
  }
}

package qio.spi.tls.engine;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** An engine that does what a test has written down, and fails if it is asked for anything else. */
final class ScriptedEngine extends SSLEngine {

  /**
   * One answer: it consumes and produces so many bytes, if there is that much. Whether its inbound
   * side is done afterwards is what {@code done} says.
   */
  record Step(
      boolean wrap,
      Status status,
      HandshakeStatus then,
      int consumes,
      int produces,
      boolean done,
      SSLException thrown) {}

  private final Deque<Step> script = new ArrayDeque<>();
  final List<String> calls = new ArrayList<>();
  private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
  private Deque<Runnable> tasks = new ArrayDeque<>();
  private int packetSize = 1000;
  boolean inboundDone;

  ScriptedEngine begin(HandshakeStatus first) {
    status = first;
    return this;
  }

  ScriptedEngine wrap(Status result, HandshakeStatus then, int consumes, int produces) {
    script.add(new Step(true, result, then, consumes, produces, false, null));
    return this;
  }

  ScriptedEngine wrapFails(SSLException why) {
    script.add(new Step(true, Status.OK, HandshakeStatus.NOT_HANDSHAKING, 0, 0, false, why));
    return this;
  }

  ScriptedEngine unwrap(Status result, HandshakeStatus then, int consumes, int produces) {
    boolean done = result == Status.CLOSED;
    script.add(new Step(false, result, then, consumes, produces, done, null));
    return this;
  }

  /** Says CLOSED of a record because its own side is closed. */
  ScriptedEngine unwrapHalfClosed(int consumes, int produces) {
    script.add(
        new Step(
            false, Status.CLOSED, HandshakeStatus.NEED_UNWRAP, consumes, produces, false, null));
    return this;
  }

  /** Learns only when it is asked again, with nothing, what the last record has led to. */
  ScriptedEngine learns(Status result, HandshakeStatus then) {
    script.add(new Step(false, result, then, 0, 0, false, null));
    return this;
  }

  ScriptedEngine unwrapFails(SSLException why) {
    script.add(new Step(false, Status.OK, HandshakeStatus.NEED_WRAP, 0, 0, false, why));
    return this;
  }

  ScriptedEngine task(HandshakeStatus then) {
    tasks.add(() -> status = then);
    return this;
  }

  ScriptedEngine packetSize(int size) {
    packetSize = size;
    return this;
  }

  boolean isPlayed() {
    return script.isEmpty() && tasks.isEmpty();
  }

  private SSLEngineResult play(boolean wrap, BiFunction<Integer, Integer, int[]> move, String call)
      throws SSLException {
    calls.add(call);
    Step step = script.poll();
    if (step == null || step.wrap() != wrap) {
      throw new AssertionError(call + " is not in the script, which has " + step);
    }
    status =
        step.then() == HandshakeStatus.FINISHED ? HandshakeStatus.NOT_HANDSHAKING : step.then();
    if (step.thrown() != null) {
      throw step.thrown();
    }
    inboundDone |= step.done();
    int[] moved = move.apply(step.consumes(), step.produces());
    return new SSLEngineResult(step.status(), step.then(), moved[0], moved[1]);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst)
      throws SSLException {
    return play(
        true,
        (consumes, produces) -> {
          int left = consumes;
          for (int i = offset; i < offset + length && left > 0; i++) {
            int n = Math.min(left, srcs[i].remaining());
            srcs[i].position(srcs[i].position() + n);
            left -= n;
          }
          dst.put(new byte[produces]);
          return new int[] {consumes - left, produces};
        },
        "wrap");
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length)
      throws SSLException {
    Step next = script.peek();
    if (!src.hasRemaining() && (next == null || next.wrap() || next.consumes() > 0)) {
      return new SSLEngineResult(Status.BUFFER_UNDERFLOW, status, 0, 0); // as real ones answer
    }
    return play(
        false,
        (consumes, produces) -> {
          src.position(src.position() + consumes);
          int left = produces;
          for (int i = offset; i < offset + length && left > 0; i++) {
            int n = Math.min(left, dsts[i].remaining());
            dsts[i].put(new byte[n]);
            left -= n;
          }
          return new int[] {consumes, produces - left};
        },
        "unwrap");
  }

  @Override
  public Runnable getDelegatedTask() {
    return tasks.poll();
  }

  @Override
  public void beginHandshake() {
    calls.add("begin");
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return status;
  }

  @Override
  public SSLSession getSession() {
    return (SSLSession)
        Proxy.newProxyInstance(
            SSLSession.class.getClassLoader(),
            new Class<?>[] {SSLSession.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "getPacketBufferSize", "getApplicationBufferSize" -> packetSize;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Override
  public void closeInbound() {
    inboundDone = true;
  }

  @Override
  public boolean isInboundDone() {
    return inboundDone;
  }

  @Override
  public void closeOutbound() {
    calls.add("closeOutbound");
    status = HandshakeStatus.NEED_WRAP;
  }

  @Override
  public boolean isOutboundDone() {
    return false;
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return new String[0];
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return new String[0];
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {}

  @Override
  public String[] getSupportedProtocols() {
    return new String[0];
  }

  @Override
  public String[] getEnabledProtocols() {
    return new String[0];
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {}

  @Override
  public void setUseClientMode(boolean mode) {}

  @Override
  public boolean getUseClientMode() {
    return true;
  }

  @Override
  public void setNeedClientAuth(boolean need) {}

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean want) {}

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {}

  @Override
  public boolean getEnableSessionCreation() {
    return true;
  }
}

package qio.spi.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.layer.HandshakeChannel;
import qio.api.layer.LayerInput;
import qio.api.layer.LayerOutput;
import qio.api.layer.LowerChannel;
import qio.api.spi.LayerRole;
import qio.spi.websocket.frame.FrameLimits;
import qio.spi.websocket.frame.Inbound;
import qio.spi.websocket.frame.MaskKeys;
import qio.spi.websocket.frame.MessageDeflater;
import qio.spi.websocket.frame.MessageInflater;
import qio.spi.websocket.frame.Outbound;
import qio.spi.websocket.http.Agreement;
import qio.spi.websocket.http.Compression;

/**
 * WebSocket over another channel: an {@link Opening} first, then {@link WsReading} and {@link
 * WsWriting}, which know nothing of each other but that a reader may have something to send: the
 * answer to a ping, a close frame.
 */
final class WsChannel extends HandshakeChannel {

  private final WsSettings settings;
  private final LayerRole role;
  private final WsReading reading;
  private final WsWriting writing;

  private volatile @Nullable KeepAlive keepAlive;

  /** Written by the handshake before it is done; read by whoever has seen that it is. */
  private volatile @Nullable WsSession session;

  /** Whether our close frame has left. Confined to the thread that closes. */
  private boolean farewellSent;

  WsChannel(QioChannel below, WsSettings settings) {
    super("ws", below, settings.terms());
    this.settings = settings;
    this.role = settings.request().isPresent() ? LayerRole.CLIENT : LayerRole.SERVER;
    LowerChannel lower = lower();
    writing = new WsWriting(lower, this::sendingEnded);
    reading = new WsReading(lower, writing);
    var opening = new Opening(lower, settings, this::begin);
    setHandshake(new RecordedHandshake(opening, this, role, () -> session));
  }

  @Override
  protected LayerInput input() {
    return reading;
  }

  @Override
  protected LayerOutput output() {
    return writing;
  }

  // ---- the handshake ----

  /** What comes after the handshake. */
  private void begin(Agreement agreed, ByteBuffer rest) {
    session = new WsSession(role, agreed);
    boolean client = role == LayerRole.CLIENT;
    WsSettings.Data data = settings.data();
    @Nullable Compression compression = agreed.compression().orElse(null);
    boolean compressed = compression != null;
    var limits =
        new FrameLimits(!client, data.text(), compressed, data.maxFrame(), data.maxMessage());
    var frames =
        new Inbound(
            limits,
            data.received(),
            compression == null
                ? null
                : new MessageInflater(
                    client ? compression.serverForgets() : compression.clientForgets()));
    frames.begin(rest);
    writing.begin(
        new Outbound(
            data.text(),
            data.frameSize(),
            data.toSend(),
            client ? new MaskKeys() : null,
            compression == null
                ? null
                : new MessageDeflater(
                    client ? compression.clientForgets() : compression.serverForgets())));
    reading.begin(frames);
    settings.keepAlive().ifPresent(this::keepAlive);
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    if (kind != WsSession.class) {
      return super.ioFacts(kind);
    }
    WsSession known = hasHandshakeSucceeded() ? session : null;
    return known == null ? Optional.empty() : Optional.of(kind.cast(known));
  }

  // ---- the peer's silence ----

  private void keepAlive(Duration interval) {
    var watching = new KeepAlive(interval, new Life());
    keepAlive = watching;
    watching.begin();
  }

  /** What is watched over. */
  private final class Life implements KeepAlive.Connection {

    @Override
    public int receives() {
      reading.look();
      if (reading.isReady()) {
        pendingChanged();
      }
      return reading.receives();
    }

    @Override
    public void ping() {
      writing.ping();
    }

    @Override
    public void giveUp() {
      reading.giveUp(settings.keepAlive().orElseThrow());
      pendingChanged();
      wakeBelow(IoCondition.IN);
      wakeBelow(IoCondition.OUT);
    }

    @Override
    public boolean isOver() {
      return reading.isAtEnd();
    }
  }

  // ---- the end ----

  @Override
  protected void ioClose() throws IOException {
    CloseEvent event = WsRecorder.beginClose();
    IOException failure = null;
    KeepAlive watching = keepAlive;
    if (watching != null) {
      watching.stop();
    }
    try {
      super.ioClose();
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      WsRecorder.end(event, address(), farewellSent, reading.peersFarewell(), failure);
    }
  }

  @Override
  protected void ioEndSides() throws IOException {
    try {
      reading.answerClose();
      farewellSent = writing.end(terms().closeTimeout());
      if (farewellSent && isBlocking()) {
        reading.awaitAnswer(terms().closeTimeout());
      }
    } finally {
      reading.end();
    }
  }
}

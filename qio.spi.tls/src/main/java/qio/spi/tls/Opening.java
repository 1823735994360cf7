package qio.spi.tls;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.layer.HandshakeJob;
import qio.spi.tls.engine.Inbound;

/**
 * What a handshake consists of: the engines agree, the peer is looked at, data can flow. Used by
 * the thread of the handshake alone, and let go when it is over.
 */
final class Opening implements HandshakeJob {

  /** The rest of the channel, to which the connection is handed over. */
  interface Successor {
    /** Data can flow. */
    void begin(TlsSession session) throws IOException;

    /** The peer is not wanted. */
    void abandon();
  }

  private final QioChannel channel;
  private final TlsSettings settings;
  private final SSLEngine engine;
  private final Inbound inbound;
  private final HandshakeDriver driver;
  private final TlsDiagnosis diagnosis;
  private final Successor successor;

  /** Null if handshakes are not recorded. Confined to the thread of the handshake. */
  private @Nullable HandshakeEvent event;

  Opening(
      QioChannel channel,
      TlsSettings settings,
      SSLEngine engine,
      Inbound inbound,
      HandshakeDriver driver,
      TlsDiagnosis diagnosis,
      Successor successor) {
    this.channel = channel;
    this.settings = settings;
    this.engine = engine;
    this.inbound = inbound;
    this.driver = driver;
    this.diagnosis = diagnosis;
    this.successor = successor;
  }

  @Override
  public void run(long deadline) throws IOException {
    event = TlsRecorder.beginHandshake();
    driver.run(deadline);
    try {
      settings.peerCheck().check(engine.getSession());
    } catch (IOException e) {
      successor.abandon();
      throw e;
    }
    TlsSession session = TlsSession.of(engine, driver.isResumed());
    settings.statistics().count(session);
    successor.begin(session);
    TlsRecorder.end(event, channel, settings.role(), session);
  }

  @Override
  public TlsFailure diagnose(Throwable cause) {
    TlsFailure why = diagnosis.ofHandshake(cause, inbound);
    TlsRecorder.end(event, channel, settings.role(), why);
    TlsRecorder.broken(channel.address(), why);
    return why;
  }
}

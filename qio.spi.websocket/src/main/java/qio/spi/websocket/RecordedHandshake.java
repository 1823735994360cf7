package qio.spi.websocket;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.api.layer.HandshakeJob;
import qio.api.spi.LayerRole;

/** A handshake, told to Flight Recorder. Used by the thread of the handshake alone. */
final class RecordedHandshake implements HandshakeJob {

  private final Opening job;
  private final QioChannel channel;
  private final LayerRole role;
  private final Supplier<@Nullable WsSession> session;

  private @Nullable HandshakeEvent event;

  /**
   * Makes one.
   *
   * @param session what was agreed on, when the job is done
   */
  RecordedHandshake(
      Opening job, QioChannel channel, LayerRole role, Supplier<@Nullable WsSession> session) {
    this.job = job;
    this.channel = channel;
    this.role = role;
    this.session = session;
  }

  @Override
  public void run(long deadline) throws IOException {
    event = WsRecorder.beginHandshake();
    job.run(deadline);
    WsRecorder.end(event, channel, Objects.requireNonNull(session.get()));
  }

  @Override
  public WsFailure diagnose(Throwable cause) {
    WsFailure why = job.diagnose(cause);
    WsRecorder.end(event, channel, role, why);
    return why;
  }
}

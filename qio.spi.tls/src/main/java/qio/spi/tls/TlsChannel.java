package qio.spi.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.WriteFlag;
import qio.api.layer.HandshakeChannel;
import qio.api.layer.LayerInput;
import qio.api.layer.LayerOutput;
import qio.api.layer.LowerChannel;
import qio.spi.tls.engine.HandshakeMachine;
import qio.spi.tls.engine.Inbound;
import qio.spi.tls.engine.Outbound;
import qio.spi.tls.engine.RecordBuffers;

/**
 * TLS over another channel: an {@link Opening} first, then {@link TlsReading} and {@link
 * TlsWriting}, which know nothing of each other but that a reader may have something to send: the
 * answer to a key update, an alert.
 *
 * <p>{@code shutdown(WRITE)} sends {@code close_notify} and leaves the channel below as it is. With
 * TLS 1.3 the peer may go on sending for as long as it likes. With TLS 1.2 it may, by RFC 5246,
 * answer by closing at once and drop what it has not sent, and there is no other way to tell it the
 * end: end the writing of a TLS 1.2 connection last.
 */
final class TlsChannel extends HandshakeChannel {

  private static final System.Logger LOG = System.getLogger(TlsChannel.class.getName());

  private final TlsSettings settings;
  private final SSLEngine engine;
  private final TlsReading reading;
  private final TlsWriting writing;

  /** Made under the monitor when the first is needed; read without it. */
  private volatile @Nullable LateTasks lateTasks;

  /** Written by the handshake before it is done; read by whoever has seen that it is. */
  private volatile @Nullable TlsSession session;

  TlsChannel(QioChannel below, SSLEngine engine, TlsSettings settings, RecordBuffers buffers) {
    super("tls", below, settings.terms());
    this.settings = settings;
    this.engine = engine;
    LowerChannel lower = lower();
    var lock = new ReentrantLock();
    var inbound = new Inbound(engine, buffers);
    var outbound = new Outbound(engine, buffers);
    var diagnosis = new TlsDiagnosis(address(), settings.role(), terms().handshakeTimeout());
    writing = new TlsWriting(lower, outbound, lock, diagnosis, this::sendingEnded);
    reading = new TlsReading(lower, engine, inbound, writing, diagnosis);
    var machine = new HandshakeMachine(engine, inbound, outbound);
    var driver = new HandshakeDriver(lower, machine, inbound, outbound, lock, settings.tasks());
    setHandshake(
        new Opening(this, settings, engine, inbound, driver, diagnosis, new Established()));
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
  private final class Established implements Opening.Successor {

    @Override
    public void begin(TlsSession agreed) throws IOException {
      session = agreed;
      reading.begin();
      writing.begin(agreed.protocol());
    }

    @Override
    public void abandon() {
      writing.abandon();
    }
  }

  @Override
  protected <T> Optional<T> ioFacts(Class<T> kind) {
    if (kind == TlsStatistics.class) {
      return Optional.of(kind.cast(settings.statistics()));
    }
    if (kind != TlsSession.class) {
      return super.ioFacts(kind);
    }
    TlsSession known = hasHandshakeSucceeded() ? session : null;
    return known == null ? Optional.empty() : Optional.of(kind.cast(known));
  }

  // ---- what the engine wants computed in mid-stream ----

  @Override
  protected void ioInputUsed() {
    if (reading.takeTasks()) {
      late().begin();
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    long n = super.ioWritev(srcs, offset, length, sent, flags);
    if (n == WOULD_BLOCK && hasHandshakeSucceeded() && !isComputing() && writing.wantsTasks()) {
      reading.wantTasks();
      ioInputUsed();
    }
    return n;
  }

  /**
   * Full records fill packets: the channel below needs no cork, and the handshake must not have
   * one.
   */
  @Override
  protected void ioSetCork(boolean enabled) {
    writing.cork(enabled);
  }

  /** The channel below is ready all the time, and the engine takes and gives nothing. */
  @Override
  protected boolean ioPauses() {
    return isComputing();
  }

  @Override
  protected boolean ioExpectsNothing() throws IOException {
    return !isComputing() && super.ioExpectsNothing();
  }

  @Override
  protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
    LateTasks tasks = lateTasks;
    if (tasks != null && tasks.isComputing() && (ioPending() & condition.bit()) == 0) {
      return tasks.await(condition, timeoutNanos);
    }
    return super.ioAwait(condition, timeoutNanos);
  }

  @Override
  protected void ioWake(IoCondition condition) {
    LateTasks tasks = lateTasks;
    if (tasks != null) {
      tasks.wake(condition);
    }
    super.ioWake(condition);
  }

  private boolean isComputing() {
    LateTasks known = lateTasks;
    return known != null && known.isComputing();
  }

  private synchronized LateTasks late() {
    LateTasks known = lateTasks;
    if (known == null) {
      known = new LateTasks(address(), new MidStream());
      lateTasks = known;
    }
    return known;
  }

  /** The engine's tasks after the handshake. */
  private final class MidStream implements LateTasks.Job {

    @Override
    public void compute() throws IOException {
      long deadline = System.nanoTime() + terms().handshakeTimeout().toNanos();
      settings.tasks().run(reading::runTasks, deadline);
    }

    @Override
    public void computed(@Nullable Throwable failure) {
      reading.goOn(failure);
      writing.goOn();
    }

    @Override
    public void resumed() {
      pauseEnded();
    }
  }

  // ---- the end ----

  /** An engine that cannot make a farewell will not hear one. */
  @Override
  protected boolean ioSpoilsFarewell(IOException failure) {
    return failure instanceof SSLException;
  }

  @Override
  protected void ioEndSides() throws IOException {
    if (stopTasks()) {
      writing.end(terms().closeTimeout());
      reading.end();
    }
  }

  private boolean stopTasks() {
    LateTasks running = lateTasks;
    return running == null || running.stop(terms().closeTimeout());
  }

  @Override
  protected void ioClose() throws IOException {
    CloseEvent event = TlsRecorder.beginClose();
    IOException failure = null;
    try {
      super.ioClose();
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      releaseEngine();
      TlsRecorder.end(
          event, address(), writing.hasSaidFarewell(), reading.hasHeardFarewell(), failure);
    }
  }

  /** When no thread of ours is inside it any more: now, or when the last one has left. */
  private void releaseEngine() {
    LateTasks running = lateTasks;
    onHandshakeEnd(running == null ? this::release : () -> running.onEnd(this::release));
  }

  private void release() {
    try {
      settings.engineRelease().accept(engine);
    } catch (RuntimeException e) {
      // It is the fault of who made it, and no reason to tell that data were lost.
      LOG.log(System.Logger.Level.WARNING, "an engine was not released: " + address(), e);
    }
  }
}

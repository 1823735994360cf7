package qio.spi.tls.engine;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * The opening exchange as a state machine. Its states are what its driver has to do; when that is
 * done the driver calls {@link #advance} again.
 *
 * <pre>
 *             +----------- advance ------------+
 *             v                                |
 *   NEW --&gt; SENDING   (pass records on) -------+
 *       --&gt; RECEIVING (get records) -----------+
 *       --&gt; COMPUTING (run the engine's tasks)-+
 *       --&gt; FINISHED  (data can flow; records may be left to be sent, bytes to be unwrapped)
 *   any --&gt; FAILED    (an exception; an alert may be left to be sent)
 * </pre>
 *
 * <p>An engine reports the end once, twice (TLS 1.3, with a session ticket) or only by being done;
 * the first sign counts. Some learn that they are done, or what they want next, only when they are
 * called once more after the peer's last record: so nobody waits for the peer before the engine was
 * asked again, with nothing. An engine that neither changes its mind nor moves a byte would keep a
 * driver busy for ever; it is stopped.
 *
 * <p>Not thread-safe: the caller lets in one thread at a time, which alone uses both halves
 * meanwhile.
 */
public final class HandshakeMachine {

  private static final System.Logger LOG = System.getLogger(HandshakeMachine.class.getName());

  /** What is to be done. */
  public enum State {
    /** Call {@link #advance}. */
    NEW,
    /** Records wait in {@link Outbound}; the peer cannot answer before it has them. */
    SENDING,
    /** {@link Inbound} has no whole record. */
    RECEIVING,
    /** {@link #runTasks} takes its time: keep it away from threads that others wait for. */
    COMPUTING,
    /** Data can flow. */
    FINISHED,
    /** It is over. */
    FAILED
  }

  private static final int MAX_IDLE_ROUNDS = 16;

  private final SSLEngine engine;
  private final Inbound inbound;
  private final Outbound outbound;
  private final boolean isClient;
  private final ServerFlight flight = new ServerFlight();

  // Guarded by the caller.
  private State state = State.NEW;
  private long lookedAt = -1;

  /** How much the engine had taken when it said that it wants more. Guarded by the caller. */
  private long consumedWhenAsked;

  /**
   * Makes the machine.
   *
   * @param engine the engine, with its mode and parameters set
   * @param inbound its receiving half
   * @param outbound its sending half
   */
  public HandshakeMachine(SSLEngine engine, Inbound inbound, Outbound outbound) {
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = outbound;
    this.isClient = engine.getUseClientMode();
  }

  /**
   * Goes on as far as possible.
   *
   * @return what is to be done next
   * @throws SSLException if the handshake failed; an alert for the peer is in {@link Outbound} then
   */
  public State advance() throws SSLException {
    try {
      if (state == State.NEW) {
        engine.beginHandshake();
      }
      state = proceed(engine.getHandshakeStatus());
      return state;
    } catch (SSLException | RuntimeException e) {
      state = State.FAILED;
      collectAlert();
      throw e;
    }
  }

  private State proceed(HandshakeStatus first) throws SSLException {
    HandshakeStatus status = first;
    for (int idleRounds = 0; idleRounds < MAX_IDLE_ROUNDS; ) {
      State toDo = needs(status);
      if (toDo != State.NEW) {
        return toDo;
      }
      long moved = inbound.consumed() + outbound.produced();
      HandshakeStatus next;
      if (status == HandshakeStatus.NEED_WRAP) {
        if (!wrap()) {
          return State.SENDING;
        }
        next = outbound.status();
      } else {
        UnwrapStep step = unwrap();
        next = inbound.status();
        if (step == UnwrapStep.NEED_MORE && isUnwrap(next)) {
          consumedWhenAsked = inbound.consumed();
          return State.RECEIVING;
        }
      }
      checkOpen(next);
      boolean idle = next == status && moved == inbound.consumed() + outbound.produced();
      idleRounds = idle ? idleRounds + 1 : 0;
      status = next;
    }
    throw new SSLHandshakeException("the engine asks for " + status + " again and again");
  }

  private boolean wrap() throws SSLException {
    long before = outbound.produced();
    boolean hadRoom = outbound.wrapControl();
    if (!isClient && !flight.isDecided()) {
      outbound.showLast(outbound.produced() - before, flight);
    }
    return hadRoom;
  }

  private UnwrapStep unwrap() throws SSLException {
    boolean isNew = inbound.consumed() > lookedAt; // the engine may leave a record for later
    if (isClient && isNew && !flight.isDecided() && inbound.hasRecord()) {
      lookedAt = inbound.consumed();
      inbound.showRecord(flight);
    }
    return inbound.unwrapHandshake();
  }

  /**
   * Whether the server has taken up an earlier session, so that this was a short handshake.
   *
   * @return true if it has; false if not, or if that is not known yet
   */
  public boolean isResumed() {
    return flight.isResumed();
  }

  /** What the driver must do before the engine can go on; NEW if nothing. */
  private State needs(HandshakeStatus status) {
    return switch (status) {
      case NEED_TASK -> State.COMPUTING;
      case FINISHED, NOT_HANDSHAKING -> State.FINISHED;
      case NEED_WRAP, NEED_UNWRAP_AGAIN -> State.NEW;
      case NEED_UNWRAP -> {
        if (outbound.hasUnsent()) {
          yield State.SENDING;
        }
        boolean asked = inbound.consumed() == consumedWhenAsked;
        yield inbound.hasRecord() || !asked ? State.NEW : State.RECEIVING;
      }
    };
  }

  private static boolean isUnwrap(HandshakeStatus status) {
    return status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN;
  }

  private void checkOpen(HandshakeStatus next) throws SSLHandshakeException {
    boolean over = inbound.isClosed() || outbound.isClosed();
    if (over && next != HandshakeStatus.FINISHED) {
      throw new SSLHandshakeException("close_notify before the handshake was done");
    }
  }

  /**
   * An engine that fails has an alert to send; it is of no use to know that it cannot even make
   * that.
   */
  private void collectAlert() {
    try {
      outbound.wrapControl();
    } catch (SSLException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "no alert for a failed handshake", e);
    }
  }

  /**
   * Runs the engine's own tasks to their end: key agreement, signatures, checks of certificates.
   */
  public void runTasks() {
    runTasks(engine);
  }

  /**
   * Runs the tasks of an engine to their end.
   *
   * @param engine the engine
   */
  public static void runTasks(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}

package qio.bench;

/** What is measured. */
public enum Scenario {
  /** 64 bytes there and 64 back; an operation is one round trip. */
  ROUND_TRIP,
  /** Messages one way, as fast as they go; an operation is one KiB. */
  STREAM,
  /** The same in both directions at once; an operation is one KiB of either direction. */
  BOTH_WAYS,
  /** A byte with a descriptor, which the receiver closes; an operation is one of them. */
  DESCRIPTOR_PASS,
  /** Connect, accept, close; an operation is one connection. */
  ACCEPT,
  /** Connect, accept, shake hands, 8 bytes from the server, close; an operation is all of it. */
  HANDSHAKE,
  /** The same with a session that was known before. */
  RESUMPTION,
  /** Connections that nothing comes from; what counts is the heap that one of them takes. */
  IDLE_HEAP,
  /** A timer that is started and cancelled before it is due; an operation is both. */
  TIMER_CANCEL,
  /** A timer that is started and fires; an operation is both. */
  TIMER_FIRE;

  /** Whether it is counted in KiB. */
  boolean isBulk() {
    return this == STREAM || this == BOTH_WAYS;
  }

  /** Whether it is about beginning TLS, again and again. */
  boolean isHandshaking() {
    return this == HANDSHAKE || this == RESUMPTION;
  }

  /** Whether it is about timers, and not about connections. */
  boolean isTiming() {
    return this == TIMER_CANCEL || this == TIMER_FIRE;
  }
}

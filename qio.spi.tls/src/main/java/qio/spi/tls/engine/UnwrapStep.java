package qio.spi.tls.engine;

/** What came of one record. */
public enum UnwrapStep {
  /** Application data was delivered. */
  DATA,
  /** A record without any for the application: a session ticket, a key update, an empty one. */
  CONTROL,
  /** The engine wants more bytes first. */
  NEED_MORE,
  /** The peer has said that it sends no more ({@code close_notify}). */
  CLOSED
}

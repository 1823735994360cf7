package qio.bench;

/** What is measured. */
public enum Scenario {
  /** 64 bytes there and 64 back; an operation is one round trip. */
  ROUND_TRIP,
  /** Messages one way, as fast as they go; an operation is one KiB. */
  STREAM,
  /** A byte with a descriptor, which the receiver closes; an operation is one of them. */
  DESCRIPTOR_PASS,
  /** Connect, accept, close; an operation is one connection. */
  ACCEPT
}

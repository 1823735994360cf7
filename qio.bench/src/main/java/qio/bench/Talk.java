package qio.bench;

/**
 * A conversation, which every contender holds alike: one end sends a burst of messages, the other
 * receives them all and replies with what {@link Payload} makes of their bytes, and so on.
 *
 * @param size the bytes of a message
 * @param burst the messages of a burst
 * @param reply the bytes of a reply, at least 8: the sum comes first
 * @param descriptors whether a descriptor goes with each message; then these are summed, not bytes
 */
record Talk(int size, int burst, int reply, boolean descriptors) {

  private static final int SUM = Long.BYTES;

  static Talk roundTrip(int size) {
    return new Talk(size, 1, Math.max(size, SUM), false);
  }

  static Talk stream(int size, int burst) {
    return new Talk(size, burst, SUM, false);
  }

  static Talk pass(int burst) {
    return new Talk(1, burst, SUM, true);
  }

  /** What the reply to a burst must say. */
  long expectedSum() {
    return (long) burst * (descriptors ? 1 : Payload.sum(Payload.message(size)));
  }

  void check(long sum) {
    if (sum != expectedSum()) {
      throw new IllegalStateException("the other end made " + sum + " of " + this);
    }
  }
}

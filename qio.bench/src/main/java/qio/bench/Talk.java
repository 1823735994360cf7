package qio.bench;

/**
 * A conversation, which every contender holds alike: one end sends a burst of messages, the other
 * receives them all and replies with what {@link Payload} makes of their bytes, and so on.
 *
 * @param size the bytes of a message
 * @param burst the messages of a burst
 * @param reply the bytes of a reply, at least 8: the sum comes first
 * @param descriptors whether a descriptor goes with each message; then these are summed, not bytes
 * @param sum what the reply to a burst must say
 * @param latencies takes how long each reply took
 */
record Talk(int size, int burst, int reply, boolean descriptors, long sum, Latencies latencies) {

  static Talk roundTrip(int size) {
    return bytes(size, 1, Math.max(size, Long.BYTES));
  }

  static Talk stream(int size, int burst) {
    return bytes(size, burst, Long.BYTES);
  }

  private static Talk bytes(int size, int burst, int reply) {
    return new Talk(
        size, burst, reply, false, burst * Payload.sum(Payload.message(size)), Latencies.IGNORED);
  }

  static Talk pass(int burst) {
    return new Talk(1, burst, Long.BYTES, true, burst, Latencies.IGNORED);
  }

  /** The same, and each reply's time is wanted. */
  Talk measured(Latencies wanted) {
    return new Talk(size, burst, reply, descriptors, sum, wanted);
  }

  /** Whether messages follow one another without a wait for an answer, and may go together. */
  boolean isGathered() {
    return burst > 1 && !descriptors;
  }

  void check(long replied) {
    if (replied != sum) {
      throw new IllegalStateException("the other end made " + replied + " of " + this);
    }
  }
}

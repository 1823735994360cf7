package qio.bench;

/** A timer of a contender, to be started again and again. */
interface Alarm {

  /** Has it fire once when the delay has passed. */
  void start(long nanos);

  /** Takes that back. */
  void cancel();
}

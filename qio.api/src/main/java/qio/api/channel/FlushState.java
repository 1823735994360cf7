package qio.api.channel;

/** How far the writes are that went without a copy, as a provider tells it. */
public enum FlushState {
  /** All have left their buffers, and at least one really went without a copy, or none was made. */
  DONE,
  /** All have left their buffers, and the kernel copied every one of them after all. */
  COPIED,
  /** Some have not left their buffers yet: wait for {@link IoCondition#ERR} and ask again. */
  PENDING
}

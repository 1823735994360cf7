package qio.api.channel;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What goes with a message: the address of its peer, and of one that was received its size. Made by
 * the {@link MessageChannel} that uses it, and used again for any number of messages without
 * allocating: {@link MessageChannel#receive} fills it, {@link MessageChannel#send} reads it, so a
 * reply goes out in the envelope that the question came in.
 *
 * <p>Used by one thread at a time. Holds no resources.
 *
 * <h2>For providers</h2>
 *
 * A provider extends this with room for an address as its transport writes it, and makes text of it
 * only when asked.
 */
public abstract class Envelope {

  private static final long UNKNOWN = -1;

  private long size = UNKNOWN;
  private boolean truncated;

  /** Makes an envelope without an address. */
  protected Envelope() {}

  /**
   * The peer's address in the form that addresses are written in: who has sent the message that was
   * received last, or where a message is to go. The text is made at the first call.
   *
   * @return the address, or empty if there is none: nothing was received yet, or from a socket
   *     without a name, to which nobody can answer
   */
  public abstract Optional<String> address();

  /**
   * The size of the message that was received last, before anything was cut off.
   *
   * @return bytes, or empty if nothing was received yet
   */
  public final OptionalLong size() {
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /**
   * Whether the message that was received last was larger than the room for it. What did not fit is
   * lost.
   *
   * @return true if something was cut off
   */
  public final boolean isTruncated() {
    return truncated;
  }

  /**
   * Takes down what was received. For providers.
   *
   * @param messageSize the size of the whole message in bytes
   * @param cut whether some of it did not fit
   */
  protected final void received(long messageSize, boolean cut) {
    size = messageSize;
    truncated = cut;
  }

  @Override
  public String toString() {
    return "Envelope[" + address().orElse("no address") + "]";
  }
}

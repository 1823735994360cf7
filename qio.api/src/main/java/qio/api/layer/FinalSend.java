package qio.api.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import qio.api.channel.IoCondition;

/**
 * Sends what is left when a layer is closed: bytes that were accepted, and the farewell. It waits
 * for a peer that takes nothing no longer than its limit, which begins anew when something was
 * taken, and no longer than three times that in all.
 *
 * <p>For one thread, when nobody else is inside the layer.
 */
public final class FinalSend {

  private static final System.Logger LOG = System.getLogger(FinalSend.class.getName());

  private static final int LONGEST = 3;

  /** What is left. */
  public interface Rest {
    /**
     * Sends what it can, without waiting.
     *
     * @return true if nothing is left
     * @throws IOException if sending fails
     */
    boolean send() throws IOException;

    /**
     * How many of the bytes that were accepted have not left, or more than that if it is not known
     * better.
     *
     * @return the count; 0 if only what is not data is left
     */
    long unsentData();

    /**
     * Whether whoever wrote them knows that they may not leave.
     *
     * @return true if close has no news of it
     */
    boolean isLossTold();
  }

  private final LowerChannel below;
  private final Rest rest;
  private final LongSupplier clock;

  /**
   * Makes one for a close.
   *
   * @param below the channel below
   * @param rest what is left
   */
  public FinalSend(LowerChannel below, Rest rest) {
    this(below, rest, System::nanoTime);
  }

  FinalSend(LowerChannel below, Rest rest, LongSupplier clock) {
    this.below = below;
    this.rest = rest;
    this.clock = clock;
  }

  /**
   * Sends it. An interrupt ends the wait and is kept for the caller's thread.
   *
   * @param limit how long to wait for a peer that takes nothing
   * @return whether all has left
   * @throws IOException if bytes that were accepted have not, and their writer does not know
   */
  public boolean within(Duration limit) throws IOException {
    try {
      if (sendWhileItMoves(limit)) {
        return true;
      }
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
      throwLoss(e);
      return false;
    } catch (IOException e) {
      throwLoss(e);
      return false;
    }
    String why = "the peer took nothing for " + limit.toMillis() + " ms (close-timeout)";
    throwLoss(new IOException(why));
    return false;
  }

  private boolean sendWhileItMoves(Duration limit) throws IOException {
    long deadline = clock.getAsLong() + limit.toNanos();
    long last = deadline + (LONGEST - 1) * limit.toNanos();
    long unsent = rest.unsentData();
    while (!rest.send()) {
      if (rest.unsentData() < unsent) {
        unsent = rest.unsentData();
        deadline = clock.getAsLong() + limit.toNanos();
      }
      long left = Math.min(deadline, last) - clock.getAsLong();
      if (left <= 0) {
        return false;
      }
      below.waiter().await(IoCondition.OUT, left);
    }
    return true;
  }

  private void throwLoss(IOException why) throws IOException {
    if (rest.unsentData() == 0 || rest.isLossTold()) {
      // All data were sent, or their writer knows; a farewell that the peer does not get is no
      // loss.
      LOG.log(System.Logger.Level.DEBUG, "the farewell was not sent: " + below.address(), why);
      return;
    }
    throw new IOException(
        below.address()
            + ": closed before the last "
            + rest.unsentData()
            + " written bytes (or less) were sent: "
            + why.getMessage(),
        why);
  }
}

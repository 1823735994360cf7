package qio.api.aio;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a loop may look for work before it sleeps: the header's {@code poll-max-ns}, {@code
 * poll-grow} and {@code poll-shrink}. Set with {@link AioContext#adaptivePolling(AdaptivePolling)}.
 *
 * <p>Looking instead of sleeping saves the time that it takes to be put to sleep and woken, and
 * costs a processor meanwhile. How long it pays is learned from how long the loop has to wait: its
 * window begins at zero, and after each wait
 *
 * <table class="striped">
 * <caption>What a wait does to the window</caption>
 * <thead><tr><th scope="col">the wait took</th><th scope="col">the window</th></tr></thead>
 * <tbody>
 * <tr><th scope="row">no longer than the window</th><td>is right and stays</td></tr>
 * <tr><th scope="row">longer, but less than {@code max}</th>
 *     <td>grows: from zero to 4 µs, then by the factor {@code grow}, up to {@code max}</td></tr>
 * <tr><th scope="row">longer than {@code max}</th>
 *     <td>shrinks: it is divided by {@code shrink}, and is zero if that is 0</td></tr>
 * </tbody>
 * </table>
 *
 * @param max the longest window; zero switches adaptive polling off
 * @param grow the factor of growth, at least 1
 * @param shrink the divisor of shrinking, at least 1, or 0 to begin from zero again
 */
public record AdaptivePolling(Duration max, int grow, int shrink) {

  /** Sleep at once: what a loop does unless it is told otherwise. */
  public static final AdaptivePolling OFF = new AdaptivePolling(Duration.ZERO, 2, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if {@code max} or {@code shrink} is negative, or {@code grow}
   *     is less than 1
   */
  public AdaptivePolling {
    Objects.requireNonNull(max, "max");
    if (max.isNegative()) {
      throw new IllegalArgumentException("the longest window is negative: " + max);
    }
    if (grow < 1) {
      throw new IllegalArgumentException("a window cannot grow by the factor " + grow);
    }
    if (shrink < 0) {
      throw new IllegalArgumentException("a window cannot be divided by " + shrink);
    }
  }

  /**
   * Adaptive polling with the header's factors: the window doubles, and begins from zero again
   * after a wait that was too long.
   *
   * @param max the longest window; zero switches adaptive polling off
   * @return the setting
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public static AdaptivePolling upTo(Duration max) {
    return new AdaptivePolling(max, 2, 0);
  }
}

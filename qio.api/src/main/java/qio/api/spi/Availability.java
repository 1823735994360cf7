package qio.api.spi;

import java.util.Objects;
import java.util.Optional;

/** Whether a provider can work on this machine, and if not, why and what would help. */
public final class Availability {

  private static final Availability AVAILABLE = new Availability(Optional.empty());

  private final Optional<String> reason;

  private Availability(Optional<String> reason) {
    this.reason = reason;
  }

  /**
   * It can.
   *
   * @return the answer
   */
  public static Availability available() {
    return AVAILABLE;
  }

  /**
   * It cannot.
   *
   * @param reason a sentence: why, and what would help, naming the exact flag or package
   * @return the answer
   */
  public static Availability unavailable(String reason) {
    return new Availability(Optional.of(Objects.requireNonNull(reason, "reason")));
  }

  /**
   * Whether it can.
   *
   * @return true if the provider can work
   */
  public boolean isAvailable() {
    return reason.isEmpty();
  }

  /**
   * Why it cannot.
   *
   * @return the reason, or empty if it can
   */
  public Optional<String> reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason.map(why -> "unavailable: " + why).orElse("available");
  }
}

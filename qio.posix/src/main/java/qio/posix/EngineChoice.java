package qio.posix;

import java.util.Optional;
import qio.api.spi.Availability;

/**
 * Which of its two engines a provider uses: the one on native calls wherever those can be made, or
 * the one on the JDK alone. A system property may ask for either.
 *
 * @param availability whether there is an engine at all, and if not, why
 * @param isPortable whether it is the one on the JDK alone; meaningless if there is none
 */
public record EngineChoice(Availability availability, boolean isPortable) {

  /**
   * Chooses.
   *
   * @param property the system property that may ask, for messages
   * @param wanted its value: {@code native}, {@code nio}, or nothing for the best there is
   * @return the choice; unavailable if native calls are asked for and cannot be made, or the value
   *     is another one
   */
  public static EngineChoice of(String property, String wanted) {
    Optional<String> noNative = NativeAccess.unavailableBecause();
    Optional<String> reason =
        switch (wanted) {
          case "", "nio" -> Optional.empty();
          case "native" -> noNative.map(why -> property + "=native: " + why);
          default ->
              Optional.of("the system property " + property + " is native or nio, not " + wanted);
        };
    return new EngineChoice(
        reason.map(Availability::unavailable).orElse(Availability.available()),
        wanted.equals("nio") || noNative.isPresent());
  }
}

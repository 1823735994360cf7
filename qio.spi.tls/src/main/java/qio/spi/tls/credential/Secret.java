package qio.spi.tls.credential;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Characters that are wiped after use. Strings cannot be; so this is made as late and closed as
 * early as possible.
 */
public final class Secret implements AutoCloseable {

  private final char[] characters;

  private Secret(char[] characters) {
    this.characters = characters;
  }

  /**
   * A copy of a password.
   *
   * @param password the password; null if there is none
   * @return the secret, to be closed; null if there is none
   */
  public static @Nullable Secret of(@Nullable String password) {
    return password == null ? null : new Secret(password.toCharArray());
  }

  /** The characters themselves, for the time of a call. */
  char[] characters() {
    return characters;
  }

  @Override
  public void close() {
    Arrays.fill(characters, '\0');
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "secret";
  }
}

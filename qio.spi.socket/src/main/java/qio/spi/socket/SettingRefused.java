package qio.spi.socket;

import java.io.IOException;

/**
 * An option that the machine refuses to set: its text names the option and says what it takes, so
 * nothing needs to be added but the address.
 */
final class SettingRefused extends IOException {

  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  /** Makes the failure of one option; the text says why, and what to try. */
  SettingRefused(String option, Trouble trouble, String text, IOException cause) {
    super("option " + option + ": " + text, cause);
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }
}

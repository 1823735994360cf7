package qio.cli.relay;

import java.util.Locale;

/** The two sides that a relay stands between. */
enum Side {
  /** Who connected to the relay. */
  CLIENT,
  /** Whom the relay connected to. */
  TARGET;

  Side other() {
    return this == CLIENT ? TARGET : CLIENT;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

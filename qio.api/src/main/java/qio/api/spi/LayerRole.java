package qio.api.spi;

/** Which side of its protocol a layer plays. */
public enum LayerRole {
  /** The side that connected. */
  CLIENT,
  /** The side that accepted. */
  SERVER
}

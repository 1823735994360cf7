package qio.api;

/** What a provider provides. */
public enum ProviderKind {
  /** Channels for some schemes. */
  TRANSPORT,
  /** A layer over any channel. */
  LAYER,
  /** It could not even be asked: loading it failed. */
  BROKEN
}

package qio.bench.frames;

/** What is measured. */
public enum Work {
  /** A client makes frames, and masks them. */
  CLIENT_SENDS("client sends, masks", true, true),
  /** A server takes frames apart, and unmasks them. */
  SERVER_RECEIVES("server receives, unmasks", false, true),
  /** A server makes frames, which are not masked. */
  SERVER_SENDS("server sends", true, false),
  /** A client takes frames apart that are not masked. */
  CLIENT_RECEIVES("client receives", false, false);

  /** What a reader calls it. */
  final String title;

  final boolean sends;
  final boolean masked;

  Work(String title, boolean sends, boolean masked) {
    this.title = title;
    this.sends = sends;
    this.masked = masked;
  }
}

package qio.api.aio;

/**
 * The bits in which pollers speak of interest and readiness. Their values are those of {@code
 * poll(2)}, so that a native poller passes them on unchanged. They are plain ints because they
 * travel on the hot path; channels speak of the same five conditions as an enum.
 */
public final class Readiness {

  /** Nothing. */
  public static final int NONE = 0;

  /** There is something to read, to accept, or the end of the stream ({@code POLLIN}). */
  public static final int READ = 0x01;

  /** There is urgent data ({@code POLLPRI}). */
  public static final int PRIORITY = 0x02;

  /** There is room to write, or a connect has ended ({@code POLLOUT}). */
  public static final int WRITE = 0x04;

  /** An error waits ({@code POLLERR}); reported whether or not it was asked for. */
  public static final int ERROR = 0x08;

  /** Both directions are finished ({@code POLLHUP}); reported whether or not it was asked for. */
  public static final int HANG_UP = 0x10;

  /** All five bits. */
  public static final int ALL = READ | PRIORITY | WRITE | ERROR | HANG_UP;

  private Readiness() {}

  /** Refuses bits that have no meaning. */
  static int check(int bits) {
    if ((bits & ~ALL) != 0) {
      throw new IllegalArgumentException(
          "readiness has the bits 0x%x, not 0x%x".formatted(ALL, bits));
    }
    return bits;
  }
}

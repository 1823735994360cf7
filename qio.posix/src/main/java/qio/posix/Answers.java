package qio.posix;

/** The answers that transfers give, and those of the kernel that they understand. */
final class Answers {

  static final int EOF = -1;
  static final int WOULD_BLOCK = -2;
  static final int SINK_FULL = -3;
  static final int NOT_SUPPORTED = -4;

  static final int EAGAIN = Errno.EAGAIN.number();
  static final int EINTR = Errno.EINTR.number();
  static final int EOPNOTSUPP = Errno.EOPNOTSUPP.number();

  private Answers() {}
}

package qio.posix.libc;

import java.lang.foreign.MemorySegment;

/** The calls on terminals. */
public final class TerminalSymbols {

  /** {@code tcsetattr}: at once, without waiting for output to drain. */
  public static final int TCSANOW = 0;

  private static final LibcFunction TCGETATTR = LibcFunction.named("tcgetattr");
  private static final LibcFunction TCSETATTR = LibcFunction.named("tcsetattr");
  private static final LibcFunction CFMAKERAW = LibcFunction.named("cfmakeraw");
  private static final LibcFunction TCGETPGRP = LibcFunction.named("tcgetpgrp");
  private static final LibcFunction GETPGRP = LibcFunction.named("getpgrp");
  private static final LibcFunction UNLOCKPT = LibcFunction.named("unlockpt");
  private static final LibcFunction PTSNAME_R = LibcFunction.named("ptsname_r");

  private TerminalSymbols() {}

  /**
   * {@code tcgetattr(3)}.
   *
   * @param errno where errno is captured
   * @param fd the terminal
   * @param termios where its settings go
   * @return 0 or -errno
   */
  public static int tcgetattr(MemorySegment errno, int fd, long termios) {
    return TCGETATTR.intCall(errno, fd, termios);
  }

  /**
   * {@code tcsetattr(3)}.
   *
   * @param errno where errno is captured
   * @param fd the terminal
   * @param when {@link #TCSANOW}
   * @param termios its new settings
   * @return 0 or -errno
   */
  public static int tcsetattr(MemorySegment errno, int fd, int when, long termios) {
    return TCSETATTR.intCall(errno, fd, when, termios);
  }

  /**
   * {@code cfmakeraw(3)}.
   *
   * @param termios the settings that are changed
   */
  public static void cfmakeraw(long termios) {
    CFMAKERAW.quietCall(termios, 0, 0);
  }

  /**
   * {@code tcgetpgrp(3)}.
   *
   * @param errno where errno is captured
   * @param fd the terminal
   * @return the process group in its foreground or -errno; {@code ENOTTY} if it does not control
   *     this process
   */
  public static int tcgetpgrp(MemorySegment errno, int fd) {
    return TCGETPGRP.intCall(errno, fd);
  }

  /**
   * {@code getpgrp(2)}.
   *
   * @return the process group of this process
   */
  public static int getpgrp() {
    return (int) GETPGRP.quietCall(0, 0, 0);
  }

  /**
   * {@code unlockpt(3)}.
   *
   * @param errno where errno is captured
   * @param fd the controlling side of a pseudo terminal
   * @return 0 or -errno
   */
  public static int unlockpt(MemorySegment errno, int fd) {
    return UNLOCKPT.intCall(errno, fd);
  }

  /**
   * {@code ptsname_r(3)}.
   *
   * @param fd the controlling side of a pseudo terminal
   * @param name where the path of the other side goes, with a NUL behind
   * @param size the room there, in bytes
   * @return 0 or errno
   */
  public static int ptsname(int fd, long name, long size) {
    return (int) PTSNAME_R.quietCall(fd, name, size);
  }
}

package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls on terminals. */
public final class TerminalSymbols {

  /** {@code tcsetattr}: at once, without waiting for output to drain. */
  public static final int TCSANOW = 0;

  private static final MethodHandle TCGETATTR =
      Linkage.row("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle TCSETATTR =
      Linkage.row("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle CFMAKERAW =
      Linkage.rowWithoutErrno("cfmakeraw", FunctionDescriptor.ofVoid(JAVA_LONG));
  private static final MethodHandle TCGETPGRP =
      Linkage.row("tcgetpgrp", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle GETPGRP =
      Linkage.rowWithoutErrno("getpgrp", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle UNLOCKPT =
      Linkage.row("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle PTSNAME_R =
      Linkage.rowWithoutErrno(
          "ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

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
    try {
      return Linkage.result(errno, (int) TCGETATTR.invokeExact(errno, fd, termios));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
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
    try {
      return Linkage.result(errno, (int) TCSETATTR.invokeExact(errno, fd, when, termios));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code cfmakeraw(3)}.
   *
   * @param termios the settings that are changed
   */
  public static void cfmakeraw(long termios) {
    try {
      CFMAKERAW.invokeExact(termios);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
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
    try {
      return Linkage.result(errno, (int) TCGETPGRP.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code getpgrp(2)}.
   *
   * @return the process group of this process
   */
  public static int getpgrp() {
    try {
      return (int) GETPGRP.invokeExact();
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code unlockpt(3)}.
   *
   * @param errno where errno is captured
   * @param fd the controlling side of a pseudo terminal
   * @return 0 or -errno
   */
  public static int unlockpt(MemorySegment errno, int fd) {
    try {
      return Linkage.result(errno, (int) UNLOCKPT.invokeExact(errno, fd));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
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
    try {
      return (int) PTSNAME_R.invokeExact(fd, name, size);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}

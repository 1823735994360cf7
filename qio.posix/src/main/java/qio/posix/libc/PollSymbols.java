package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The calls that wait. */
public final class PollSymbols {

  /** {@code epoll_create1}: closed on exec. */
  public static final int EPOLL_CLOEXEC = 0x80000;

  /** {@code epoll_ctl}: begins a registration. */
  public static final int EPOLL_CTL_ADD = 1;

  /** {@code epoll_ctl}: ends a registration. */
  public static final int EPOLL_CTL_DEL = 2;

  /** {@code epoll_ctl}: changes a registration. */
  public static final int EPOLL_CTL_MOD = 3;

  /** The peer has ended its direction. */
  public static final int EPOLLRDHUP = 0x2000;

  /** Tells once, until the registration is changed. */
  public static final int EPOLLONESHOT = 1 << 30;

  /** Tells each change once. */
  public static final int EPOLLET = 1 << 31;

  /** The answer of a call that this system does not have. */
  public static final int ENOSYS = 38;

  private static final MethodHandle PPOLL =
      Linkage.row(
          "ppoll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle EPOLL_CREATE1 =
      Linkage.row("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      Linkage.row(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final FunctionDescriptor EPOLL_WAIT_SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor EPOLL_PWAIT2_SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle EPOLL_WAIT = Linkage.row("epoll_wait", EPOLL_WAIT_SIGNATURE);
  private static final @Nullable MethodHandle EPOLL_PWAIT2 =
      Linkage.optionalRow("epoll_pwait2", EPOLL_PWAIT2_SIGNATURE).orElse(null);

  private static final MethodHandle EPOLL_WAIT_QUIET =
      Linkage.rowWithoutErrno("epoll_wait", EPOLL_WAIT_SIGNATURE);
  private static final @Nullable MethodHandle EPOLL_PWAIT2_QUIET =
      Linkage.optionalRowWithoutErrno("epoll_pwait2", EPOLL_PWAIT2_SIGNATURE).orElse(null);

  private PollSymbols() {}

  /**
   * {@code ppoll(2)}.
   *
   * @param errno where errno is captured
   * @param descriptors an array of {@code pollfd}
   * @param count how many
   * @param timeout a {@code timespec}, 0 for no limit
   * @param signals 0
   * @return how many are ready or -errno
   */
  public static int ppoll(
      MemorySegment errno, long descriptors, long count, long timeout, long signals) {
    try {
      return Linkage.result(
          errno, (int) PPOLL.invokeExact(errno, descriptors, count, timeout, signals));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_create1(2)}.
   *
   * @param errno where errno is captured
   * @param flags {@link #EPOLL_CLOEXEC}
   * @return the descriptor or -errno
   */
  public static int epollCreate(MemorySegment errno, int flags) {
    try {
      return Linkage.result(errno, (int) EPOLL_CREATE1.invokeExact(errno, flags));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_ctl(2)}.
   *
   * @param errno where errno is captured
   * @param epoll the epoll instance
   * @param operation one of {@code EPOLL_CTL_}
   * @param fd the descriptor
   * @param event the {@code epoll_event}
   * @return 0 or -errno
   */
  public static int epollCtl(MemorySegment errno, int epoll, int operation, int fd, long event) {
    try {
      return Linkage.result(errno, (int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_wait(2)}.
   *
   * @param errno where errno is captured
   * @param epoll the epoll instance
   * @param events where the events go
   * @param count how many have room
   * @param timeout in milliseconds, negative for no limit
   * @return how many are ready or -errno
   */
  public static int epollWait(MemorySegment errno, int epoll, long events, int count, int timeout) {
    try {
      return Linkage.result(
          errno, (int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, timeout));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_pwait2(2)}, which knows nanoseconds.
   *
   * @param errno where errno is captured
   * @param epoll the epoll instance
   * @param events where the events go
   * @param count how many have room
   * @param timeout a {@code timespec}, 0 for no limit
   * @param signals 0
   * @return how many are ready or -errno; -{@link #ENOSYS} if libc or kernel do not have it
   */
  public static int epollPwait2(
      MemorySegment errno, int epoll, long events, int count, long timeout, long signals) {
    MethodHandle handle = EPOLL_PWAIT2;
    if (handle == null) {
      return -ENOSYS;
    }
    try {
      return Linkage.result(
          errno, (int) handle.invokeExact(errno, epoll, events, count, timeout, signals));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_wait(2)} without the reason of a failure. To capture {@code errno} can cost an
   * object for every call, which a loop makes in every turn.
   *
   * @param epoll the epoll instance
   * @param events where the events go
   * @param count how many have room
   * @param timeout in milliseconds, negative for no limit
   * @return how many are ready or -1
   */
  public static int epollWait(int epoll, long events, int count, int timeout) {
    try {
      return (int) EPOLL_WAIT_QUIET.invokeExact(epoll, events, count, timeout);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code epoll_pwait2(2)} without the reason of a failure, likewise.
   *
   * @param epoll the epoll instance
   * @param events where the events go
   * @param count how many have room
   * @param timeout a {@code timespec}, 0 for no limit
   * @param signals 0
   * @return how many are ready or -1
   */
  public static int epollPwait2(int epoll, long events, int count, long timeout, long signals) {
    MethodHandle handle = EPOLL_PWAIT2_QUIET;
    if (handle == null) {
      return -1;
    }
    try {
      return (int) handle.invokeExact(epoll, events, count, timeout, signals);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}

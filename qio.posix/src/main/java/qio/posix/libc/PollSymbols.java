package qio.posix.libc;

import java.lang.foreign.MemorySegment;
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

  private static final LibcFunction PPOLL = LibcFunction.named("ppoll");
  private static final LibcFunction EPOLL_CREATE1 = LibcFunction.named("epoll_create1");
  private static final LibcFunction EPOLL_CTL = LibcFunction.named("epoll_ctl");
  private static final LibcFunction EPOLL_WAIT = LibcFunction.named("epoll_wait");
  private static final @Nullable LibcFunction EPOLL_PWAIT2 =
      LibcFunction.ifThere("epoll_pwait2").orElse(null);

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
    return PPOLL.intCall(errno, descriptors, count, timeout, signals);
  }

  /**
   * {@code epoll_create1(2)}.
   *
   * @param errno where errno is captured
   * @param flags {@link #EPOLL_CLOEXEC}
   * @return the descriptor or -errno
   */
  public static int epollCreate(MemorySegment errno, int flags) {
    return EPOLL_CREATE1.intCall(errno, flags);
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
    return EPOLL_CTL.intCall(errno, epoll, operation, fd, event);
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
    return EPOLL_WAIT.intCall(errno, epoll, events, count, timeout);
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
    LibcFunction function = EPOLL_PWAIT2;
    if (function == null) {
      return -ENOSYS;
    }
    return function.intCall(errno, epoll, events, count, timeout, signals);
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
    return (int) EPOLL_WAIT.quietCall(epoll, events, count, timeout, 0);
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
    LibcFunction function = EPOLL_PWAIT2;
    if (function == null) {
      return -1;
    }
    return (int) function.quietCall(epoll, events, count, timeout, signals);
  }
}

package qio.posix.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls about signals. Some libcs keep them elsewhere: see {@link #areThere}. */
public final class SignalSymbols {

  /** The highest real-time signal ({@code SIGRTMAX}). */
  public static final int SIGRTMAX = 64;

  /** {@code pthread_sigmask}: adds to the signals that are held back; with no set, only asks. */
  public static final int SIG_BLOCK = 0;

  /**
   * A function of libc that may be called with a number at any moment, and does nothing that
   * anybody could notice.
   */
  private static final String HARMLESS_FUNCTION = "abs";

  /** Linked when they are first used: this class can be asked whether they are there. */
  private static final class Handles {

    private static final MethodHandle SIGACTION =
        Linkage.row("sigaction", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PTHREAD_SELF =
        Linkage.rowWithoutErrno("pthread_self", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle PTHREAD_KILL =
        Linkage.rowWithoutErrno(
            "pthread_kill", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle PTHREAD_SIGMASK =
        Linkage.rowWithoutErrno(
            "pthread_sigmask", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  private SignalSymbols() {}

  /**
   * Whether this libc has all of them.
   *
   * @return false if none of the other methods may be called
   */
  public static boolean areThere() {
    return Linkage.hasAll(
        "sigaction", "pthread_self", "pthread_kill", "pthread_sigmask", HARMLESS_FUNCTION);
  }

  /**
   * The address of something that can handle a signal and does nothing: a handler in Java could not
   * be entered in the middle of whatever the thread is doing.
   *
   * @return the address of a function of libc
   */
  public static long nothingToDo() {
    return Linkage.addressOf(HARMLESS_FUNCTION);
  }

  /**
   * {@code sigaction(2)}.
   *
   * @param errno where errno is captured
   * @param signal the signal's number
   * @param action what shall happen, a {@code struct sigaction}; 0 to leave it
   * @param before where to put what happened until now; 0 for nowhere
   * @return 0 or -errno
   */
  public static int sigaction(MemorySegment errno, int signal, long action, long before) {
    try {
      return Linkage.result(
          errno, (int) Handles.SIGACTION.invokeExact(errno, signal, action, before));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code pthread_self(3)}.
   *
   * @return what the calling thread is called in {@link #pthreadKill}, as long as it lives
   */
  public static long pthreadSelf() {
    try {
      return (long) Handles.PTHREAD_SELF.invokeExact();
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code pthread_kill(3)}.
   *
   * @param thread a thread that is known to live
   * @param signal the signal's number
   * @return 0 or -errno
   */
  public static int pthreadKill(long thread, int signal) {
    try {
      return -(int) Handles.PTHREAD_KILL.invokeExact(thread, signal);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * {@code pthread_sigmask(3)}, of the calling thread.
   *
   * @param how {@link #SIG_BLOCK}
   * @param set the signals to add, a {@code sigset_t}; 0 to change nothing
   * @param before where to put the signals that were held back until now; 0 for nowhere
   * @return 0 or -errno
   */
  public static int pthreadSigmask(int how, long set, long before) {
    try {
      return -(int) Handles.PTHREAD_SIGMASK.invokeExact(how, set, before);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}

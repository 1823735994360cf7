package qio.posix.libc;

import java.lang.foreign.MemorySegment;

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

    private static final LibcFunction SIGACTION = LibcFunction.named("sigaction");
    private static final LibcFunction PTHREAD_SELF = LibcFunction.named("pthread_self");
    private static final LibcFunction PTHREAD_KILL = LibcFunction.named("pthread_kill");
    private static final LibcFunction PTHREAD_SIGMASK = LibcFunction.named("pthread_sigmask");
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
    return Handles.SIGACTION.intCall(errno, signal, action, before);
  }

  /**
   * {@code pthread_self(3)}.
   *
   * @return what the calling thread is called in {@link #pthreadKill}, as long as it lives
   */
  public static long pthreadSelf() {
    return Handles.PTHREAD_SELF.quietCall(0, 0, 0);
  }

  /**
   * {@code pthread_kill(3)}.
   *
   * @param thread a thread that is known to live
   * @param signal the signal's number
   * @return 0 or -errno
   */
  public static int pthreadKill(long thread, int signal) {
    return -(int) Handles.PTHREAD_KILL.quietCall(thread, signal, 0);
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
    return -(int) Handles.PTHREAD_SIGMASK.quietCall(how, set, before);
  }
}

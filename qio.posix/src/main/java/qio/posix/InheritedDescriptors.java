package qio.posix;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;

/**
 * The descriptors that this process was started with. What a program inherits is not close-on-exec,
 * or it would not have survived the start; what this process opens itself is. That tells the two
 * apart, and since a descriptor becomes close-on-exec when it is taken, nobody takes one twice.
 */
public final class InheritedDescriptors {

  /** The numbers below are the standard streams. */
  public static final int FIRST = 3;

  /** Held from the look at the flag to its change. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private InheritedDescriptors() {}

  /** What came of taking a number. */
  public enum Refusal {
    /** Nothing is open under that number. */
    CLOSED,
    /** It was opened by this process, or taken before. */
    OUR_OWN
  }

  /** A descriptor that cannot be taken. */
  public static final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    private final Refusal refusal;

    RefusedException(Refusal refusal, String message, PosixException cause) {
      super(message, cause);
      this.refusal = refusal;
    }

    RefusedException(Refusal refusal, String message) {
      super(message);
      this.refusal = refusal;
    }

    /**
     * Why not.
     *
     * @return the reason
     */
    public Refusal refusal() {
      return refusal;
    }
  }

  /**
   * Takes an inherited descriptor as it is: its number and the flags that others may share stay.
   *
   * @param number from {@link #FIRST} on
   * @return the descriptor, close-on-exec from now on, owned by the caller
   * @throws RefusedException if nothing is open under that number, or what is there is not
   *     inherited or was taken before
   * @throws IOException if there is no native access
   */
  public static PosixDescriptor take(int number) throws IOException {
    if (number < FIRST) {
      throw new IllegalArgumentException("an inherited descriptor is from 3 up, not " + number);
    }
    NativeAccess.require();
    LOCK.lock();
    try {
      int flags = flags(number, DescriptorSymbols.F_GETFD, 0);
      if ((flags & DescriptorSymbols.FD_CLOEXEC) != 0) {
        throw new RefusedException(
            Refusal.OUR_OWN,
            "fd:"
                + number
                + " is close-on-exec: it was taken before, or this process has opened it itself");
      }
      flags(number, DescriptorSymbols.F_SETFD, flags | DescriptorSymbols.FD_CLOEXEC);
      return PosixDescriptor.own(number);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Undoes {@link #take}: the descriptor is the process's again, open and inheritable.
   *
   * @param taken what was taken, in no other use; of no more use afterwards
   * @throws IOException if it was closed
   */
  public static void giveBack(PosixDescriptor taken) throws IOException {
    int number = taken.use();
    LOCK.lock();
    try {
      int flags = flags(number, DescriptorSymbols.F_GETFD, 0);
      flags(number, DescriptorSymbols.F_SETFD, flags & ~DescriptorSymbols.FD_CLOEXEC);
    } finally {
      LOCK.unlock();
      taken.done();
    }
  }

  private static int flags(int number, int command, int argument) throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      int result = DescriptorSymbols.fcntl(memory.errno(), number, command, argument);
      if (result < 0) {
        var cause = new PosixException("fcntl", -result, "fd:" + number);
        throw new RefusedException(Refusal.CLOSED, String.valueOf(cause.getMessage()), cause);
      }
      return result;
    }
  }
}

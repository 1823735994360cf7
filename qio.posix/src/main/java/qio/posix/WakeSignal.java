package qio.posix;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import qio.posix.layout.Sigaction;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SignalSymbols;

/**
 * The signal that ends a system call in which a platform thread waits. Its handler does nothing; to
 * be interrupted by it is all that it is for.
 *
 * <p>It is a real-time signal that nobody in this process handles when it is first needed, from
 * {@code SIGRTMAX - 3} downwards (the JDK has {@code SIGRTMAX - 2} for the same purpose), and it is
 * never given back. The system property {@code qio.posix.wake-signal} names another one, or is
 * {@code off}: then platform threads wait in {@code ppoll}, which costs a system call more.
 */
final class WakeSignal {

  private static final Logger LOG = System.getLogger("qio.posix");

  /** Names the signal, or switches it off. */
  static final String PROPERTY = "qio.posix.wake-signal";

  private static final int FIRST_CHOICE = SignalSymbols.SIGRTMAX - 3;

  /** Lower ones are those that people pick by hand, counting from {@code SIGRTMIN}. */
  private static final int LAST_CHOICE = SignalSymbols.SIGRTMAX - 15;

  /** The one of the process, chosen when it is first asked for. */
  private static final class OfProcess {
    private static final @Nullable WakeSignal CHOSEN = choose(System.getProperty(PROPERTY, ""));
  }

  private final int number;

  private WakeSignal(int number) {
    this.number = number;
  }

  /** The signal of this process; null if there is none, and waiting needs {@code ppoll}. */
  static @Nullable WakeSignal ofProcess() {
    return OfProcess.CHOSEN;
  }

  /** Takes the signal that a property names, or the first that is free. */
  static @Nullable WakeSignal choose(String property) {
    String wanted = property.strip().toLowerCase(Locale.ROOT);
    if (wanted.equals("off") || !SignalSymbols.areThere()) {
      return null;
    }
    if (!wanted.isEmpty()) {
      return named(wanted);
    }
    for (int number = FIRST_CHOICE; number >= LAST_CHOICE; number--) {
      if (take(number)) {
        return new WakeSignal(number);
      }
    }
    LOG.log(
        Level.INFO,
        "no real-time signal is free, so platform threads wait in ppoll; -D{0}=NUMBER names one",
        PROPERTY);
    return null;
  }

  private static @Nullable WakeSignal named(String wanted) {
    try {
      int number = Integer.parseInt(wanted);
      if (number > 0 && number <= SignalSymbols.SIGRTMAX && take(number)) {
        return new WakeSignal(number);
      }
    } catch (NumberFormatException e) {
      // told below, as a number that cannot be had is
    }
    LOG.log(
        Level.WARNING,
        "{0}={1} is neither \"off\" nor the number of a signal that nobody handles; platform"
            + " threads wait in ppoll",
        PROPERTY,
        wanted);
    return null;
  }

  /** Installs the handler unless somebody else has one. */
  private static boolean take(int number) {
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment action = memory.room();
      long at = action.address();
      if (SignalSymbols.sigaction(memory.errno(), number, 0, at) < 0
          || Sigaction.handler(action) != Sigaction.DEFAULT) {
        return false;
      }
      Sigaction.set(action, SignalSymbols.nothingToDo());
      return SignalSymbols.sigaction(memory.errno(), number, at, 0) == 0;
    }
  }

  int number() {
    return number;
  }

  /** Whether it would reach the calling thread: whoever started the process may hold it back. */
  boolean reachesCaller() {
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment heldBack = memory.room();
      int result = SignalSymbols.pthreadSigmask(SignalSymbols.SIG_BLOCK, 0, heldBack.address());
      return result == 0 && !Sigaction.isIn(heldBack, number);
    }
  }

  /** Sends it to a thread that is known to live. */
  void send(long thread) {
    SignalSymbols.pthreadKill(thread, number);
  }

  /** A thread did not come out of its call, however often it was sent the signal. */
  void reportUseless() {
    LOG.log(
        Level.ERROR,
        "signal {0} ends no system call any more: something in this process has replaced its"
            + " handler. A thread still waits in such a call; -D{1}=NUMBER names another signal",
        number,
        PROPERTY);
  }

  @Override
  public String toString() {
    return "signal " + number;
  }
}

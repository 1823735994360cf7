package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sigaction}: what happens to a thread that gets a signal, and {@code sigset_t}, a
 * set of signals.
 */
public final class Sigaction {

  /** How many bytes a set of signals has in libc. */
  public static final long SET_SIZE = 128;

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("sa_handler"),
          MemoryLayout.sequenceLayout(SET_SIZE / Long.BYTES, JAVA_LONG).withName("sa_mask"),
          JAVA_INT.withName("sa_flags"),
          MemoryLayout.paddingLayout(4),
          JAVA_LONG.withName("sa_restorer"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  /** {@code SIG_DFL}: nobody has chosen what a signal does. */
  public static final long DEFAULT = 0;

  private static final long HANDLER = Fields.offset(LAYOUT, "sa_handler");

  private Sigaction() {}

  /**
   * Fills one in with a handler, which holds back no other signal and ends the system call that it
   * interrupts.
   *
   * @param action the struct
   * @param handler the address of a function
   */
  public static void set(MemorySegment action, long handler) {
    action.asSlice(0, SIZE).fill((byte) 0);
    action.set(JAVA_LONG, HANDLER, handler);
  }

  /**
   * What happens now.
   *
   * @param action the struct
   * @return the address of the handler, or {@link #DEFAULT}
   */
  public static long handler(MemorySegment action) {
    return action.get(JAVA_LONG, HANDLER);
  }

  /**
   * Whether a signal is in a set.
   *
   * @param set the {@code sigset_t}
   * @param signal its number, from 1
   * @return true if it is
   */
  public static boolean isIn(MemorySegment set, int signal) {
    int bit = signal - 1;
    return (set.getAtIndex(JAVA_LONG, bit / Long.SIZE) & 1L << bit % Long.SIZE) != 0;
  }
}

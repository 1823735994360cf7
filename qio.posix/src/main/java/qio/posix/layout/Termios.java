package qio.posix.layout;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct termios} of the C library, which is longer than the kernel's: the settings of a
 * terminal.
 */
public final class Termios {

  /** {@code c_lflag}: input comes by lines. */
  public static final int ICANON = 2;

  /** {@code c_lflag}: what is typed is shown. */
  public static final int ECHO = 8;

  /** The struct. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("c_iflag"),
          JAVA_INT.withName("c_oflag"),
          JAVA_INT.withName("c_cflag"),
          JAVA_INT.withName("c_lflag"),
          JAVA_BYTE.withName("c_line"),
          MemoryLayout.sequenceLayout(32, JAVA_BYTE).withName("c_cc"),
          MemoryLayout.paddingLayout(3),
          JAVA_INT.withName("c_ispeed"),
          JAVA_INT.withName("c_ospeed"));

  /** Its size in bytes. */
  public static final long SIZE = LAYOUT.byteSize();

  private static final long LOCAL_FLAGS = Fields.offset(LAYOUT, "c_lflag");

  private Termios() {}

  /**
   * The local flags.
   *
   * @param termios the struct
   * @return {@link #ICANON}, {@link #ECHO} and others
   */
  public static int localFlags(MemorySegment termios) {
    return termios.get(JAVA_INT, LOCAL_FLAGS);
  }
}

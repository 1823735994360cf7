package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import qio.posix.layout.Termios;
import qio.posix.libc.CallMemory;
import qio.posix.libc.TerminalSymbols;

/** How a terminal treats what is typed and shown ({@code struct termios}). Never changes. */
public final class TerminalSettings {

  private final byte[] termios;

  private TerminalSettings(byte[] termios) {
    this.termios = termios;
  }

  static TerminalSettings from(MemorySegment termios) {
    return new TerminalSettings(termios.asSlice(0, Termios.SIZE).toArray(JAVA_BYTE));
  }

  void copyTo(MemorySegment room) {
    MemorySegment.copy(termios, 0, room, JAVA_BYTE, 0, termios.length);
  }

  /**
   * The same terminal in raw mode: every byte comes and goes at once and as it is, nothing is
   * echoed, and no key makes a signal ({@code cfmakeraw(3)}).
   *
   * @return other settings
   */
  public TerminalSettings raw() {
    try (CallMemory memory = CallMemory.take()) {
      copyTo(memory.room());
      TerminalSymbols.cfmakeraw(memory.room().address());
      return from(memory.room());
    }
  }

  /**
   * Whether what is typed is shown.
   *
   * @return true if it is
   */
  public boolean echoes() {
    return has(Termios.ECHO);
  }

  /**
   * Whether what is typed can be read only when its line is complete.
   *
   * @return true if so
   */
  public boolean readsLines() {
    return has(Termios.ICANON);
  }

  private boolean has(int flag) {
    try (CallMemory memory = CallMemory.take()) {
      copyTo(memory.room());
      return (Termios.localFlags(memory.room()) & flag) != 0;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TerminalSettings that && Arrays.equals(termios, that.termios);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(termios);
  }

  @Override
  public String toString() {
    return "TerminalSettings[echoes=" + echoes() + ", readsLines=" + readsLines() + "]";
  }
}

package qio.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import qio.posix.libc.CallMemory;
import qio.posix.libc.TerminalSymbols;

/**
 * The calls on terminals. Every method throws {@link java.nio.channels.ClosedChannelException} if
 * the descriptor is closed. None waits; all may be called from any thread.
 */
public final class PosixTerminals {

  private static final int LONGEST_NAME = 256;

  private PosixTerminals() {}

  /**
   * Reads the settings ({@code tcgetattr(3)}).
   *
   * @param terminal either side of a terminal
   * @return its settings
   * @throws IOException if the descriptor is no terminal ({@code ENOTTY})
   */
  public static TerminalSettings settings(PosixDescriptor terminal) throws IOException {
    int fd = terminal.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment termios = memory.room();
      int result = TerminalSymbols.tcgetattr(memory.errno(), fd, termios.address());
      if (result < 0) {
        throw new PosixException("tcgetattr", -result, terminal.toString());
      }
      return TerminalSettings.from(termios);
    } finally {
      terminal.done();
    }
  }

  /**
   * Changes the settings at once ({@code tcsetattr(3)}). Whoever has this terminal open sees that.
   *
   * @param terminal the terminal
   * @param settings its new settings
   * @throws IOException if the descriptor is no terminal ({@code ENOTTY}), or controls this process
   *     and has it in its background, where the kernel would stop the process for this
   */
  public static void change(PosixDescriptor terminal, TerminalSettings settings)
      throws IOException {
    int fd = terminal.use();
    try (CallMemory memory = CallMemory.take()) {
      int foreground = TerminalSymbols.tcgetpgrp(memory.errno(), fd);
      if (foreground > 0 && foreground != TerminalSymbols.getpgrp()) {
        throw new IOException(
            terminal
                + ": this process runs in the background of the terminal and may not change it;"
                + " bring it to the foreground");
      }
      settings.copyTo(memory.room());
      int result =
          TerminalSymbols.tcsetattr(
              memory.errno(), fd, TerminalSymbols.TCSANOW, memory.room().address());
      if (result < 0) {
        throw new PosixException("tcsetattr", -result, terminal.toString());
      }
    } finally {
      terminal.done();
    }
  }

  /**
   * Where the other side of a pseudo terminal is opened ({@code ptsname_r(3)}).
   *
   * @param descriptor any descriptor
   * @return the path, or empty if the descriptor is not the controlling side of a pseudo terminal
   * @throws IOException if the descriptor is closed
   */
  public static Optional<Path> otherSide(PosixDescriptor descriptor) throws IOException {
    int fd = descriptor.use();
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment name = memory.room();
      int error = TerminalSymbols.ptsname(fd, name.address(), LONGEST_NAME);
      return error == 0 ? Optional.of(Path.of(name.getString(0))) : Optional.empty();
    } finally {
      descriptor.done();
    }
  }

  /**
   * Lets the other side of a new pseudo terminal be opened ({@code unlockpt(3)}).
   *
   * @param controlling what {@code /dev/ptmx} gave when it was opened
   * @throws IOException if it is something else ({@code ENOTTY})
   */
  public static void unlock(PosixDescriptor controlling) throws IOException {
    int fd = controlling.use();
    try (CallMemory memory = CallMemory.take()) {
      int result = TerminalSymbols.unlockpt(memory.errno(), fd);
      if (result < 0) {
        throw new PosixException("unlockpt", -result, controlling.toString());
      }
    } finally {
      controlling.done();
    }
  }
}

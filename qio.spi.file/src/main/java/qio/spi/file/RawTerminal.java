package qio.spi.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import qio.posix.Errno;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixTerminals;
import qio.posix.TerminalSettings;

/**
 * A terminal in raw mode, until its channel is closed or the JVM ends. It gets back the settings
 * that were found, whatever others have changed meanwhile.
 */
final class RawTerminal implements Ending {

  private final PosixDescriptor terminal;
  private final TerminalSettings before;
  private final Runnable atExit = this::restoreQuietly;

  private RawTerminal(PosixDescriptor terminal, TerminalSettings before) {
    this.terminal = terminal;
    this.before = before;
  }

  /**
   * Sets raw mode.
   *
   * @throws IOException if the descriptor is no terminal, or one that this process may not change
   */
  static Ending enter(PosixDescriptor descriptor, String address) throws IOException {
    TerminalSettings before;
    try {
      before = PosixTerminals.settings(descriptor);
    } catch (IOException e) {
      var none =
          new FileSystemException(
              address,
              null,
              "raw=on is for terminals, and this is none"
                  + FileTrouble.reason(e)
                  + "; leave raw out");
      none.initCause(e);
      throw none;
    }
    var raw = new RawTerminal(descriptor, before);
    ExitTasks.add(raw.atExit);
    try {
      PosixTerminals.change(descriptor, before.raw());
    } catch (IOException | RuntimeException e) {
      ExitTasks.remove(raw.atExit);
      throw e;
    }
    return raw;
  }

  private void restoreQuietly() {
    try {
      PosixTerminals.change(terminal, before);
    } catch (IOException e) {
      // The JVM is ending; nobody is left to be told. Or the terminal is gone.
    }
  }

  @Override
  public void close() throws IOException {
    ExitTasks.remove(atExit);
    try {
      PosixTerminals.change(terminal, before);
    } catch (IOException e) {
      if (PosixException.in(e).filter(p -> p.number() == Errno.EIO.number()).isEmpty()) {
        throw e;
      }
      // The terminal was hung up: there is nothing any more that could be in raw mode.
    }
  }
}

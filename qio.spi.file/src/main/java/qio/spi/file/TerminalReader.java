package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.QioChannel;
import qio.posix.Errno;
import qio.posix.PosixException;

/**
 * Reads the controlling side of a pseudo terminal. When nobody has the other side open any more the
 * kernel calls that an input error; here it is what it is at the end of a pipe, the end.
 */
final class TerminalReader implements ByteMover {

  private final ByteMover terminal;

  TerminalReader(ByteMover terminal) {
    this.terminal = terminal;
  }

  @Override
  public long move(ByteBuffer[] dsts, int offset, int length) throws IOException {
    try {
      return terminal.move(dsts, offset, length);
    } catch (PosixException e) {
      if (e.number() == Errno.EIO.number()) {
        return QioChannel.EOF;
      }
      throw e;
    }
  }
}

package qio.spi.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import qio.api.channel.QioChannel;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixFiles;
import qio.posix.PosixTerminals;

/** Opens the standard streams with the native engine. */
final class NativeStdio {

  private final String address;

  NativeStdio(String address) {
    this.address = address;
  }

  QioChannel open(StdioSide side, boolean raw) throws IOException {
    return switch (side) {
      case IN -> standard(StandardStream.IN, raw);
      case OUT -> standard(StandardStream.OUT, raw);
      case ERR -> standard(StandardStream.ERR, raw);
      case BOTH -> {
        NativeChannel in = standard(StandardStream.IN, raw);
        try {
          yield new StdioChannel(address, in, standard(StandardStream.OUT, false));
        } catch (IOException | RuntimeException e) {
          NativeEngine.closeAfter(in, e);
          throw e;
        }
      }
    };
  }

  /** On a duplicate, so that closing the channel leaves the process its stream. */
  private NativeChannel standard(StandardStream stream, boolean raw) throws IOException {
    PosixDescriptor duplicate = duplicate(stream);
    try {
      boolean reading = stream == StandardStream.IN;
      Set<OpenFlag> flags = duplicate.openFlags();
      Access access =
          Access.given(
              reading && flags.contains(OpenFlag.READ),
              !reading && flags.contains(OpenFlag.WRITE),
              flags.contains(OpenFlag.APPEND),
              "it is " + stream + ", open for " + NativeEngine.words(flags));
      duplicate.describe(address);
      Ending ending = raw ? RawTerminal.enter(duplicate, address) : Ending.NONE;
      return NativeEngine.channel(address, duplicate, access, ending);
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(duplicate, e);
      throw e;
    }
  }

  private PosixDescriptor duplicate(StandardStream stream) throws IOException {
    try {
      return withoutWaiting(PosixDescriptor.duplicateOf(stream.number()));
    } catch (IOException e) {
      throw new IOException(
          address + ": " + stream + " of this process cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * A terminal that others share may be in blocking mode, and the kernel has no other way to write
   * to it without waiting than that flag. So it is opened anew, which gives a description with a
   * flag of its own. Where that is not allowed, as on somebody else's terminal, it is used as it
   * is.
   */
  private static PosixDescriptor withoutWaiting(PosixDescriptor shared) throws IOException {
    try {
      Set<OpenFlag> flags = shared.openFlags();
      if (flags.contains(OpenFlag.NON_BLOCKING) || !isOrdinaryTerminal(shared)) {
        return shared;
      }
      flags.add(OpenFlag.NON_BLOCKING);
      PosixDescriptor own =
          PosixFiles.open(Path.of("/proc/self/fd", "" + shared.number()), flags, 0);
      shared.close();
      return own;
    } catch (FileSystemException e) {
      return shared; // it cannot be opened again
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(shared, e);
      throw e;
    }
  }

  /** Not the controlling side of a pseudo terminal: to open that makes another one. */
  private static boolean isOrdinaryTerminal(PosixDescriptor descriptor) throws IOException {
    return PosixFiles.isTerminal(descriptor) && PosixTerminals.otherSide(descriptor).isEmpty();
  }
}

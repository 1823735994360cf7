package qio.spi.file;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.QioChannel;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;

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

  private static PosixDescriptor withoutWaiting(PosixDescriptor duplicate) throws IOException {
    try {
      Optional<PosixDescriptor> anew = SharedTerminal.openAnew(duplicate);
      if (anew.isEmpty()) {
        return duplicate;
      }
      duplicate.close();
      return anew.get();
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(duplicate, e);
      throw e;
    }
  }
}

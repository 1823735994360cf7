package qio.spi.file;

import java.io.IOException;
import java.util.Optional;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;

/** Opens files, one way or the other. May be called from any thread. */
sealed interface FileEngine permits NativeEngine, NioEngine {

  /** Opens a file. */
  QioChannel open(OpenRequest request) throws IOException;

  /** Opens the standard streams of this process, in raw mode if they are a terminal to be. */
  QioChannel stdio(StdioSide side, String address, boolean raw) throws IOException;

  /** Makes a channel of a descriptor that is no socket; empty for a socket. */
  Optional<QioChannel> adopt(Descriptor descriptor) throws IOException;
}

package qio.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;

/** Hands an open file through a UNIX socket, and reads what comes out at the other end. */
final class DescriptorPass {

  private static final byte LETTER = 'd';

  private final ConnectedPair ends;
  private final QioChannel file;

  /**
   * Prepares to hand over.
   *
   * @param ends of a UNIX connection
   * @param file at its beginning; stays open here
   */
  DescriptorPass(ConnectedPair ends, QioChannel file) {
    this.ends = ends;
    this.file = file;
  }

  /** Why this cannot be done here, if it cannot. */
  Optional<String> missing() {
    if (!ends.client().hasFeature(ChannelFeature.FD_PASS)) {
      return Optional.of("this engine of sockets cannot pass descriptors");
    }
    return file.descriptor().isPresent()
        ? Optional.empty()
        : Optional.of("this engine of files has no descriptors");
  }

  /** Sends the descriptor, adopts what arrives, and reads the file from that. */
  StepResult run(String step, Content expected) throws IOException {
    send(file.descriptor().orElseThrow());
    try (QioChannel received = Qio.adopt(receive());
        QioChannel nowhere = Qio.connect("null:")) {
      return new Leg(step, received, nowhere, expected).run();
    }
  }

  private void send(Descriptor descriptor) throws IOException {
    ByteBuffer[] letter = {ByteBuffer.wrap(new byte[] {LETTER})};
    ends.client().writevFullAll(letter, 0, 1, List.of(descriptor), Set.of());
  }

  private Descriptor receive() throws IOException {
    ByteBuffer[] letter = {ByteBuffer.allocate(1)};
    try (var arrived = new DescriptorList()) {
      ends.server().readvFullAll(letter, 0, 1, arrived);
      if (arrived.size() != 1 || letter[0].get(0) != LETTER) {
        throw new IOException(
            ends.server().address() + ": " + arrived.size() + " descriptors came, not the one");
      }
      return arrived.take();
    }
  }
}

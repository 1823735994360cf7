package qio.spi.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One direction of a descriptor, whatever kind of transfer serves it; it never waits for a peer.
 */
@FunctionalInterface
interface ByteMover {

  /** Moves bytes: how many, or the end of the stream, or would-block as the channels count them. */
  long move(ByteBuffer[] buffers, int offset, int length) throws IOException;
}

package org.example.qio.zstd;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One direction of the channel below: moves bytes without waiting, and answers as QIO does. */
@FunctionalInterface
interface Below {
  int move(ByteBuffer bytes) throws IOException;
}

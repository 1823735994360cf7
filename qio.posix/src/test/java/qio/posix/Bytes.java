package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Random;

/** Buffers of every kind with known bytes. */
enum Bytes {
  HEAP {
    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size);
    }
  },
  DIRECT {
    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocateDirect(size);
    }
  },
  HEAP_SLICE {
    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size + 13).position(7).limit(7 + size).slice();
    }
  },
  DIRECT_SLICE {
    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocateDirect(size + 13).position(7).limit(7 + size).slice();
    }
  },
  ARENA {
    @Override
    ByteBuffer allocate(int size) {
      return Arena.ofAuto().allocate(size).asByteBuffer();
    }
  };

  abstract ByteBuffer allocate(int size);

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A buffer with these bytes between position and limit, and other bytes around them. */
  ByteBuffer of(byte[] bytes) {
    ByteBuffer buffer = allocate(bytes.length + 5).position(3);
    return buffer.put(bytes).limit(3 + bytes.length).position(3);
  }

  /** A buffer with room for so many bytes, and a margin that must stay untouched. */
  ByteBuffer room(int size) {
    ByteBuffer buffer = allocate(size + 5);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) 0x5a);
    }
    return buffer.position(3).limit(3 + size);
  }

  static void assertMarginUntouched(ByteBuffer buffer, int size) {
    for (int i = 0; i < buffer.capacity(); i++) {
      if (i < 3 || i >= 3 + size) {
        assertEquals(0x5a, buffer.duplicate().clear().get(i), "margin at " + i);
      }
    }
  }

  static byte[] taken(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position() - 3];
    buffer.duplicate().position(3).get(bytes);
    return bytes;
  }
}

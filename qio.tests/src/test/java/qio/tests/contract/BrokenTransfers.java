package qio.tests.contract;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/** Channels that break a rule of transfers each, on purpose. */
final class BrokenTransfers {

  private BrokenTransfers() {}

  static QioChannel answersZeroForWhatWouldBlock(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        return n == WOULD_BLOCK ? 0 : n;
      }
    };
  }

  static QioChannel leavesThePositionWhereItWas(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        int before = dsts[offset].position();
        long n = readSound(dsts, offset, length);
        dsts[offset].position(before);
        return n;
      }
    };
  }

  static QioChannel endsAfterTheFirstRead(QioChannel below) {
    return new Broken(below) {
      private boolean hasRead;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        if (hasRead) {
          return EOF;
        }
        long n = readSound(dsts, offset, length);
        hasRead = n > 0;
        return n;
      }
    };
  }

  static QioChannel tellsTheEndOnce(QioChannel below) {
    return new Broken(below) {
      private boolean told;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n == EOF && told) {
          throw new IOException("read past the end");
        }
        told |= n == EOF;
        return n;
      }
    };
  }

  static QioChannel fillsTheLastBufferFirst(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        return readSound(dsts, offset + length - 1, 1);
      }
    };
  }

  static QioChannel losesAByteOfAPartialWrite(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long n = writeSound(srcs, offset, length);
        ByteBuffer first = srcs[offset];
        if (n > 0 && first.hasRemaining()) {
          first.position(first.position() + 1);
          return n + 1;
        }
        return n;
      }
    };
  }

  /** Sends the last buffer before the others. */
  static QioChannel takesTheLastBufferFirst(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return writeSound(srcs, offset + length - 1, 1);
      }
    };
  }

  /** Knows of a buffer only its array, and where the position in it would be if it began there. */
  static QioChannel takesArraysForBuffers(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer first = srcs[offset];
        ByteBuffer array = ByteBuffer.wrap(first.array(), first.position(), first.remaining());
        long n = writeSound(new ByteBuffer[] {array}, 0, 1);
        first.position(array.position());
        return n;
      }
    };
  }

  /** Takes all buffers of the array, whatever the range. */
  static QioChannel sendsTheWholeArray(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return writeSound(srcs, 0, srcs.length);
      }
    };
  }

  /** Goes on reading when the first bytes are there. */
  static QioChannel readsUntilTheBufferIsFull(QioChannel below) {
    return new Broken(below) {
      private long got;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n < 0) {
          return n;
        }
        got += n;
        if (dsts[offset].hasRemaining()) {
          return WOULD_BLOCK;
        }
        n = got;
        got = 0;
        return n;
      }
    };
  }

  /** Takes a full channel for a failure where it should wait. */
  static QioChannel failsInsteadOfWaitingForRoom(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        long n = writeSound(srcs, offset, length);
        if (n == WOULD_BLOCK && isBlocking()) {
          throw new IOException(address() + ": there is no room");
        }
        return n;
      }
    };
  }

  /** A change of mode hits the call that is under way. */
  static QioChannel failsCallsWhenTheModeChanges(QioChannel below) {
    return new Broken(below) {
      @Override
      protected boolean ioAwait(IoCondition condition, long timeoutNanos) throws IOException {
        boolean before = isBlocking();
        boolean ready = super.ioAwait(condition, timeoutNanos);
        if (isBlocking() != before) {
          throw new IOException(address() + ": the mode was changed");
        }
        return ready;
      }
    };
  }

  /** Its exceptions could be any channel's. */
  static QioChannel hidesWhereAWriteFailed(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
          return writeSound(srcs, offset, length);
        } catch (IOException e) {
          throw new IOException("broken pipe", e);
        }
      }
    };
  }

  /** The end of the stream is an exception. */
  static QioChannel throwsAtTheEnd(QioChannel below) {
    return new Broken(below) {
      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n == EOF) {
          throw new EOFException(address() + ": the end");
        }
        return n;
      }
    };
  }

  /** Fills up with zeros what the stream no longer fills. */
  static QioChannel padsAtTheEnd(QioChannel below) {
    return new Broken(below) {
      private boolean hasRead;

      @Override
      long spoilRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long n = readSound(dsts, offset, length);
        if (n != EOF || !hasRead) {
          hasRead |= n > 0;
          return n;
        }
        for (int i = offset; i < offset + length; i++) {
          if (dsts[i].hasRemaining()) {
            dsts[i].put((byte) 0);
            return 1;
          }
        }
        return EOF;
      }
    };
  }

  /** Fails to have sent nothing. */
  static QioChannel wantsSomethingToHaveBeenSent(QioChannel below) {
    return new Broken(below) {
      private volatile boolean hasWritten;

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        hasWritten = true;
        return writeSound(srcs, offset, length);
      }

      @Override
      protected boolean ioSent() throws IOException {
        if (!hasWritten) {
          throw new IOException(address() + ": nothing was written that could be sent");
        }
        return super.ioSent();
      }
    };
  }

  /** A position tells what was written one call late. */
  static QioChannel movesThePositionWithTheNextCall(QioChannel below) {
    return new Broken(below) {
      private int taken;

      @Override
      long spoilWrite(ByteBuffer[] srcs, int offset, int length) throws IOException {
        ByteBuffer first = srcs[offset];
        int from = first.position();
        first.position(from + taken);
        long n = writeSound(srcs, offset, 1);
        taken = first.position() - from;
        first.position(from);
        return n;
      }
    };
  }
}

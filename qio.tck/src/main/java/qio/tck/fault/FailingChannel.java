package qio.tck.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/** Works up to a certain byte and fails from there on, in one direction or the other. */
public final class FailingChannel extends FaultChannel {

  private final long readable;
  private final long writable;
  private long read; // guarded by the turn of the one reader
  private long written; // guarded by the turn of the one writer

  private FailingChannel(QioChannel below, long readable, long writable) {
    super("failing", below);
    this.readable = readable;
    this.writable = writable;
  }

  /**
   * A channel that fails to read beyond some bytes.
   *
   * @param below the channel below, which the result owns
   * @param bytes how many can be read
   * @return the channel
   */
  public static FailingChannel readingUpTo(QioChannel below, long bytes) {
    return new FailingChannel(below, bytes, Long.MAX_VALUE);
  }

  /**
   * A channel that fails to write beyond some bytes.
   *
   * @param below the channel below, which the result owns
   * @param bytes how many can be written
   * @return the channel
   */
  public static FailingChannel writingUpTo(QioChannel below, long bytes) {
    return new FailingChannel(below, Long.MAX_VALUE, bytes);
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    int use = Limits.usable(dsts, offset, length, readable - read);
    if (length > 0 && use == 0) {
      throw new IOException(address() + ": made to fail after %d bytes read".formatted(readable));
    }
    if (use == 0) {
      return super.ioReadv(dsts, offset, 0, received, flags);
    }
    int limit = Limits.cut(dsts, offset, use, readable - read);
    try {
      long n = super.ioReadv(dsts, offset, use, received, flags);
      read += flags.contains(ReadFlag.MSG_PEEK) ? 0 : Math.max(n, 0);
      return n;
    } finally {
      dsts[offset + use - 1].limit(limit);
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    int use = Limits.usable(srcs, offset, length, writable - written);
    if (use == 0) {
      throw new IOException(
          address() + ": made to fail after %d bytes written".formatted(writable));
    }
    int limit = Limits.cut(srcs, offset, use, writable - written);
    try {
      long n = super.ioWritev(srcs, offset, use, sent, flags);
      written += Math.max(n, 0);
      return n;
    } finally {
      srcs[offset + use - 1].limit(limit);
    }
  }
}

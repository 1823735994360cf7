package qio.tck.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.WriteFlag;

/** Moves a few bytes at a time, one for instance, however many could be moved. */
public final class ChunkingChannel extends FaultChannel {

  private final IntSupplier chunks;

  /**
   * Puts itself over a channel.
   *
   * @param below the channel below, which this one owns
   * @param chunk how many bytes a transfer moves at most
   */
  public ChunkingChannel(QioChannel below, int chunk) {
    this(below, () -> chunk);
    if (chunk < 1) {
      throw new IllegalArgumentException("a chunk holds at least 1 byte, not " + chunk);
    }
  }

  /**
   * The same with chunks of different sizes.
   *
   * @param below the channel below, which this one owns
   * @param chunks how many bytes the next transfer moves at most, 1 or more; asked by the reader
   *     and by the writer, which may be different threads
   */
  public ChunkingChannel(QioChannel below, IntSupplier chunks) {
    super("chunking", below);
    this.chunks = chunks;
  }

  @Override
  protected long ioReadv(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    if (length == 0 || flags.contains(ReadFlag.MSG_PEEK)) {
      return super.ioReadv(dsts, offset, length, received, flags);
    }
    int first = firstInUse(dsts, offset, length);
    ByteBuffer dst = dsts[first];
    int limit = dst.limit();
    dst.limit(dst.position() + Math.min(chunks.getAsInt(), dst.remaining()));
    try {
      return super.ioReadv(dsts, first, 1, received, flags);
    } finally {
      dst.limit(limit);
    }
  }

  @Override
  protected long ioWritev(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    int first = firstInUse(srcs, offset, length);
    ByteBuffer src = srcs[first];
    int limit = src.limit();
    src.limit(src.position() + Math.min(chunks.getAsInt(), src.remaining()));
    try {
      return super.ioWritev(srcs, first, 1, sent, flags);
    } finally {
      src.limit(limit);
    }
  }

  private static int firstInUse(ByteBuffer[] buffers, int offset, int length) {
    int at = offset;
    while (at < offset + length - 1 && !buffers[at].hasRemaining()) {
      at++;
    }
    return at;
  }
}

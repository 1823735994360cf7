package qio.spi.tls.engine;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import qio.api.layer.BufferPool;

/**
 * The buffers of TLS connections, lent while bytes are in flight. Heap buffers: an {@link
 * javax.net.ssl.SSLEngine} is fastest on those.
 *
 * <p>All methods may be called from any thread; they take no lock and allocate nothing but buffers.
 */
public final class RecordBuffers {

  /** What a buffer is for. */
  public enum Use {
    /** Eight full records as they come: what one receive below brings. */
    RECEIVED(8 * (RecordHeader.SIZE + 16_384 + 256)),
    /**
     * Where a thread waits for the first bytes of a record: all of a short one, the beginning of a
     * long one. So small because a connection on which a thread waits is an idle one.
     */
    AWAITED(256),
    /**
     * Five full records to send with one call below, since 64 KiB are four and a rest, each with
     * the room that an engine insists on.
     */
    TO_SEND(5 * 16_709),
    /** The plain text of one record that the caller's buffers have no room for. */
    PLAIN(17 * 1024);

    private final int capacity;

    Use(int capacity) {
      this.capacity = capacity;
    }

    /**
     * The size of such a buffer.
     *
     * @return bytes
     */
    public int capacity() {
      return capacity;
    }
  }

  private final Map<Use, BufferPool> pools = new EnumMap<>(Use.class);

  /** Makes an empty pool for each use. */
  public RecordBuffers() {
    for (Use use : Use.values()) {
      pools.put(use, new BufferPool(use.capacity));
    }
  }

  private BufferPool pool(Use use) {
    return Objects.requireNonNull(pools.get(use));
  }

  /**
   * Lends a buffer.
   *
   * @param use what for
   * @return an empty buffer, all of it to be filled
   */
  public ByteBuffer take(Use use) {
    return pool(use).take();
  }

  /**
   * Takes a buffer back; nobody uses it any more.
   *
   * @param use what it was lent for
   * @param buffer the buffer; one that was replaced by a larger one is dropped
   */
  public void give(Use use, ByteBuffer buffer) {
    pool(use).give(buffer);
  }
}

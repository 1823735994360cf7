package qio.spi.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that grow by pages as they are written: growing copies nothing but the table, and a gap
 * that was never written takes no memory.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Pages {

  private static final int PAGE_BITS = 14;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final byte[] ZEROS = new byte[PAGE];

  /** A null page was never written and reads as zeros. */
  private byte[] @Nullable [] table = new byte[0][];

  private long size;

  /** One past the last byte that was ever written. */
  long size() {
    return size;
  }

  /** Copies bytes out, as many as there are and fit; the position must be below the size. */
  int read(long at, ByteBuffer dst) {
    int wanted = (int) Math.min(dst.remaining(), size - at);
    int left = wanted;
    long from = at;
    while (left > 0) {
      int inPage = (int) (from & (PAGE - 1));
      int n = Math.min(left, PAGE - inPage);
      byte[] page = table[(int) (from >>> PAGE_BITS)];
      dst.put(page == null ? ZEROS : page, inPage, n);
      from += n;
      left -= n;
    }
    return wanted;
  }

  /** Copies bytes in; what lies between the old end and the position reads as zeros from now on. */
  void write(long at, ByteBuffer src, int count) {
    if (count == 0) {
      return; // no byte, no gap
    }
    int left = count;
    long to = at;
    while (left > 0) {
      int inPage = (int) (to & (PAGE - 1));
      int n = Math.min(left, PAGE - inPage);
      src.get(page((int) (to >>> PAGE_BITS)), inPage, n);
      to += n;
      left -= n;
    }
    size = Math.max(size, to);
    reach((int) ((size + PAGE - 1) >>> PAGE_BITS));
  }

  private byte[] page(int index) {
    reach(index + 1);
    byte[] page = table[index];
    if (page == null) {
      page = new byte[PAGE];
      table[index] = page;
    }
    return page;
  }

  private void reach(int pages) {
    if (table.length < pages) {
      table = Arrays.copyOf(table, Math.max(pages, table.length * 2));
    }
  }

  void clear() {
    table = new byte[0][];
    size = 0;
  }
}

package qio.example.nbd;

/**
 * What a server says of a disk.
 *
 * @param name how the server calls it
 * @param size in bytes
 * @param flags the server's transmission flags ({@code NBD_FLAG_…})
 * @param maxBlock how many bytes one request may move at most
 */
public record NbdExport(String name, long size, int flags, int maxBlock) {

  /** What holds where the server does not say otherwise. */
  static final int DEFAULT_MAX_BLOCK = 32 << 20;

  private static final int READ_ONLY = 1 << 1;
  private static final int CAN_FLUSH = 1 << 2;

  /**
   * Whether writes are refused.
   *
   * @return true if the disk can only be read
   */
  public boolean readOnly() {
    return (flags & READ_ONLY) != 0;
  }

  /**
   * Whether the server can be asked to bring what was written onto the disk.
   *
   * @return true if {@link NbdClient#flush} reaches the disk
   */
  public boolean canFlush() {
    return (flags & CAN_FLUSH) != 0;
  }
}

package qio.posix;

/**
 * What {@code stat} tells of a file.
 *
 * @param kind what it is
 * @param permissions the lower twelve bits of its mode
 * @param size its size in bytes
 * @param inode its number on the device
 * @param device the device that holds it
 */
public record FileStatus(DescriptorKind kind, int permissions, long size, long inode, long device) {

  /**
   * Whether both are one file, whatever their names.
   *
   * @param other another file
   * @return true if inode and device are the same
   */
  public boolean isSameFile(FileStatus other) {
    return inode == other.inode && device == other.device;
  }
}

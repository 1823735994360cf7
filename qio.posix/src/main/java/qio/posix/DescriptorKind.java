package qio.posix;

/** What an open descriptor refers to: the type bits of {@code stat}'s mode. */
public enum DescriptorKind {
  /** A socket of any family. */
  SOCKET,
  /** A regular file; a memfd is one too. Always ready, may wait for the disk. */
  REGULAR_FILE,
  /** A pipe or a FIFO. */
  PIPE,
  /** A character device: a terminal or {@code /dev/null} for instance. */
  CHARACTER_DEVICE,
  /** A block device. */
  BLOCK_DEVICE,
  /** A directory. */
  DIRECTORY,
  /** A symbolic link itself; only of a path that was not followed. */
  SYMBOLIC_LINK,
  /** None of these: an eventfd, an epoll instance and other descriptors without a file. */
  OTHER;

  private static final int TYPE_MASK = 0xf000;

  /** The kind that a mode of {@code stat} speaks of. */
  static DescriptorKind ofMode(int mode) {
    return switch (mode & TYPE_MASK) {
      case 0xc000 -> SOCKET;
      case 0xa000 -> SYMBOLIC_LINK;
      case 0x8000 -> REGULAR_FILE;
      case 0x6000 -> BLOCK_DEVICE;
      case 0x4000 -> DIRECTORY;
      case 0x2000 -> CHARACTER_DEVICE;
      case 0x1000 -> PIPE;
      default -> OTHER;
    };
  }
}

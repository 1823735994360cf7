package qio.posix;

import java.util.EnumSet;
import java.util.Set;
import qio.posix.layout.Architecture;
import qio.posix.libc.FileSymbols;

/**
 * How {@link PosixFiles#open} opens a file. {@code O_CLOEXEC} and {@code O_NOCTTY} are always set.
 */
public enum OpenFlag {
  /** For reading. */
  READ,
  /** For writing; with {@link #READ} for both. */
  WRITE,
  /** {@code O_APPEND}: each write goes to the end of the file. */
  APPEND,
  /** {@code O_CREAT}: a missing file is made. */
  CREATE,
  /** {@code O_EXCL}: with {@link #CREATE}, a file that exists is an error. */
  EXCLUSIVE,
  /** {@code O_TRUNC}: what the file held is dropped. */
  TRUNCATE,
  /** {@code O_NOFOLLOW}: a symbolic link as the last part of the path is an error. */
  NO_FOLLOW,
  /** {@code O_DIRECTORY}: anything but a directory is an error. */
  DIRECTORY,
  /** {@code O_NONBLOCK}: opening a FIFO or a device does not wait. */
  NON_BLOCKING,
  /** {@code O_DSYNC}: a write returns when its data are on the disk. */
  DATA_SYNC,
  /** {@code O_SYNC}: a write returns when its data and metadata are on the disk. */
  SYNC;

  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;

  /** The flags of {@code open(2)}. */
  static int bits(Set<OpenFlag> flags) {
    if (!flags.contains(READ) && !flags.contains(WRITE)) {
      throw new IllegalArgumentException("a file is opened to be read or written: " + flags);
    }
    int access = !flags.contains(WRITE) ? 0 : flags.contains(READ) ? O_RDWR : O_WRONLY;
    int bits = access | FileSymbols.O_CLOEXEC | O_NOCTTY;
    for (OpenFlag flag : flags) {
      bits |= flag.bit(Architecture.current());
    }
    return bits;
  }

  /** The flags that are still known of an open file description ({@code F_GETFL}). */
  static Set<OpenFlag> ofBits(int bits) {
    Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
    int access = bits & (O_WRONLY | O_RDWR);
    if (access != O_WRONLY) {
      flags.add(READ);
    }
    if (access != 0) {
      flags.add(WRITE);
    }
    for (OpenFlag flag : EnumSet.of(APPEND, NON_BLOCKING, DATA_SYNC, SYNC)) {
      int bit = flag.bit(Architecture.current());
      if ((bits & bit) == bit) {
        flags.add(flag);
      }
    }
    return flags;
  }

  /** The flag's bit; directory and no-follow are exchanged between the two machines. */
  int bit(Architecture architecture) {
    boolean x86 = architecture == Architecture.X86_64;
    return switch (this) {
      case READ, WRITE -> 0;
      case CREATE -> 0x40;
      case EXCLUSIVE -> 0x80;
      case TRUNCATE -> 0x200;
      case APPEND -> 0x400;
      case NON_BLOCKING -> 0x800;
      case DATA_SYNC -> 0x1000;
      case SYNC -> 0x101000;
      case DIRECTORY -> x86 ? 0x10000 : 0x4000;
      case NO_FOLLOW -> x86 ? 0x20000 : 0x8000;
    };
  }
}

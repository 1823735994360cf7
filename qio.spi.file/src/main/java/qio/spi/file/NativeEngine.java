package qio.spi.file;

import static qio.posix.DescriptorKind.BLOCK_DEVICE;
import static qio.posix.DescriptorKind.REGULAR_FILE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.posix.DescriptorKind;
import qio.posix.Errno;
import qio.posix.OpenFlag;
import qio.posix.PosixDescriptor;
import qio.posix.PosixException;
import qio.posix.PosixFiles;

/** The engine for Linux: descriptors of every kind through {@code qio.posix}. */
final class NativeEngine implements FileEngine {

  @Override
  public QioChannel open(OpenRequest request) throws IOException {
    return request.mode() == OpenMode.REPLACE
        ? NativeReplacing.open(request)
        : openInPlace(request);
  }

  private static QioChannel openInPlace(OpenRequest request) throws IOException {
    PosixDescriptor descriptor = openDescriptor(request);
    try {
      Ending ending = prepare(request, descriptor);
      return channel(request.address(), descriptor, Access.of(request.mode()), ending);
    } catch (IOException | RuntimeException e) {
      closeAfter(descriptor, e);
      throw e;
    }
  }

  /** The channel, or nothing of what was prepared for it. */
  static NativeChannel channel(
      String address, PosixDescriptor descriptor, Access access, Ending ending) throws IOException {
    try {
      return NativeChannel.over(address, descriptor, access, ending);
    } catch (IOException | RuntimeException e) {
      closeAfter(ending::close, e);
      throw e;
    }
  }

  /** What the options ask for beyond opening. */
  private static Ending prepare(OpenRequest request, PosixDescriptor descriptor)
      throws IOException {
    descriptor.describe(request.address());
    var calls = new NativeFileCalls(descriptor);
    DescriptorKind kind = descriptor.kind();
    if (request.sync() != SyncMode.NONE) {
      OpenFailure.requireDisk(request, kind == REGULAR_FILE || kind == BLOCK_DEVICE);
    }
    if (request.lock().isWanted()) {
      Locks.acquire(request, calls.locking(request.lock()));
      if (request.truncate() && kind == REGULAR_FILE) {
        PosixFiles.truncate(descriptor, 0);
      }
    }
    // A terminal has nothing to sync, and its lock ends with the descriptor.
    return request.raw()
        ? RawTerminal.enter(descriptor, request.address())
        : FileEnding.of(request, calls);
  }

  private static PosixDescriptor openDescriptor(OpenRequest request) throws IOException {
    Set<OpenFlag> flags = flags(request);
    try {
      return PosixFiles.open(request.path(), flags, request.permissions());
    } catch (IOException e) {
      if (PosixException.in(e).filter(p -> p.number() == Errno.ENXIO.number()).isEmpty()) {
        throw OpenFailure.explain(request, e);
      }
      return openWithoutPeer(request, flags, e);
    }
  }

  /** ENXIO: a FIFO that nobody reads, a socket, or a device node without a device. */
  private static PosixDescriptor openWithoutPeer(
      OpenRequest request, Set<OpenFlag> flags, IOException refused) throws IOException {
    DescriptorKind kind;
    try {
      Path real = request.path().toRealPath();
      kind = PosixFiles.status(real).kind();
    } catch (IOException e) {
      e.addSuppressed(refused);
      throw OpenFailure.explain(request, e);
    }
    return switch (kind) {
      case PIPE -> new FifoOpening(request, flags).await();
      case SOCKET -> throw OpenFailure.socket(request, refused);
      case CHARACTER_DEVICE -> throw OpenFailure.device(request, refused);
      default -> throw OpenFailure.explain(request, refused);
    };
  }

  /**
   * Always without waiting, since what the path names is known only when it is open; the flag stays
   * set on a description that is ours alone, and means nothing to a regular file.
   */
  private static Set<OpenFlag> flags(OpenRequest request) {
    Set<OpenFlag> flags = EnumSet.of(OpenFlag.NON_BLOCKING);
    if (request.mode().reads()) {
      flags.add(OpenFlag.READ);
    }
    if (request.mode().writes()) {
      flags.add(OpenFlag.WRITE);
    }
    if (request.mode() == OpenMode.APPEND) {
      flags.add(OpenFlag.APPEND);
    }
    if (request.create()) {
      flags.add(OpenFlag.CREATE);
    }
    if (request.exclusive()) {
      flags.add(OpenFlag.EXCLUSIVE);
    }
    if (request.truncate() && !request.lock().isWanted()) { // else once it is locked
      flags.add(OpenFlag.TRUNCATE);
    }
    return flags;
  }

  @Override
  public Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
    String address = "fd:" + descriptor.number();
    if (descriptor instanceof PosixDescriptor posix) {
      return posix.kind() == DescriptorKind.SOCKET
          ? Optional.empty()
          : Optional.of(adopt(posix, address));
    }
    return adoptForeign(descriptor, address);
  }

  /** Of somebody else's class: looked at by a duplicate, which stays if it is for us. */
  private static Optional<QioChannel> adoptForeign(Descriptor descriptor, String address)
      throws IOException {
    PosixDescriptor duplicate = PosixDescriptor.duplicateOf(descriptor.number());
    try {
      if (duplicate.kind() == DescriptorKind.SOCKET) {
        duplicate.close();
        return Optional.empty();
      }
      QioChannel channel = NativeChannel.over(address, duplicate, granted(duplicate));
      descriptor.close();
      return Optional.of(channel);
    } catch (IOException | RuntimeException e) {
      closeAfter(duplicate, e);
      throw e;
    }
  }

  private static QioChannel adopt(PosixDescriptor descriptor, String address) throws IOException {
    Access access = granted(descriptor);
    PosixDescriptor owned = PosixDescriptor.takeOver(descriptor);
    Optional<PosixDescriptor> anew = SharedTerminal.openAnew(owned);
    if (anew.isEmpty()) {
      return NativeChannel.over(address, owned, access);
    }
    try {
      QioChannel channel = NativeChannel.over(address, anew.get(), access);
      owned.close();
      return channel;
    } catch (IOException | RuntimeException e) {
      closeAfter(anew.get(), e);
      throw e;
    }
  }

  private static Access granted(PosixDescriptor descriptor) throws IOException {
    Set<OpenFlag> flags = descriptor.openFlags();
    return Access.given(
        flags.contains(OpenFlag.READ),
        flags.contains(OpenFlag.WRITE),
        flags.contains(OpenFlag.APPEND),
        "its descriptor came open for " + words(flags));
  }

  /** What a descriptor is open for. */
  static String words(Set<OpenFlag> flags) {
    if (flags.contains(OpenFlag.APPEND)) {
      return "appending";
    }
    if (!flags.contains(OpenFlag.READ)) {
      return "writing only";
    }
    return flags.contains(OpenFlag.WRITE) ? "reading and writing" : "reading only";
  }

  @Override
  public QioChannel stdio(StdioSide side, String address, boolean raw) throws IOException {
    return new NativeStdio(address).open(side, raw);
  }

  /** Closes what a failure leaves behind. */
  static void closeAfter(AutoCloseable left, Exception failure) {
    try {
      left.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}

package qio.posix.libc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes method handles for the symbols of libc, and reads {@code errno}. */
public final class Linkage {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

  /** How many bytes a segment needs to capture {@code errno}. */
  public static final long CAPTURE_SIZE = Linker.Option.captureStateLayout().byteSize();

  /**
   * Symbols younger than the libc that this module was written for at least; older ones lack some
   * of them.
   */
  private static final List<String> YOUNGEST =
      List.of("accept4", "memfd_create", "ppoll", "preadv2", "pwritev2", "statx");

  private Linkage() {}

  /**
   * Which of the symbols that this module needs are missing in this libc. Needs no native access.
   *
   * @return their names, usually none
   */
  public static List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String symbol : YOUNGEST) {
      if (LIBC.find(symbol).isEmpty()) {
        missing.add(symbol);
      }
    }
    return missing;
  }

  /** Whether this libc has all these symbols. */
  static boolean hasAll(String... symbols) {
    return Stream.of(symbols).allMatch(symbol -> LIBC.find(symbol).isPresent());
  }

  /** Where the code of a symbol begins. */
  static long addressOf(String symbol) {
    return LIBC.findOrThrow(symbol).address();
  }

  /** A symbol whose {@code errno} is captured in the segment given as first argument. */
  static MethodHandle row(String symbol, FunctionDescriptor signature, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = CAPTURE_ERRNO;
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LIBC.findOrThrow(symbol), signature, all);
  }

  /** The same for a symbol that an older libc may lack. */
  static Optional<MethodHandle> optionalRow(String symbol, FunctionDescriptor signature) {
    return LIBC.find(symbol)
        .map(address -> LINKER.downcallHandle(address, signature, CAPTURE_ERRNO));
  }

  /** A symbol of which nobody asks why it failed. */
  static MethodHandle rowWithoutErrno(String symbol, FunctionDescriptor signature) {
    return LINKER.downcallHandle(LIBC.findOrThrow(symbol), signature);
  }

  /** The same for a symbol that an older libc may lack. */
  static Optional<MethodHandle> optionalRowWithoutErrno(
      String symbol, FunctionDescriptor signature) {
    return LIBC.find(symbol).map(address -> LINKER.downcallHandle(address, signature));
  }

  static int result(MemorySegment errno, int result) {
    return result >= 0 ? result : -errno.get(ValueLayout.JAVA_INT, ERRNO);
  }

  static long result(MemorySegment errno, long result) {
    return result >= 0 ? result : -errno.get(ValueLayout.JAVA_INT, ERRNO);
  }

  /**
   * What to throw when a method handle throws: nothing checked ever comes out of one, so this is a
   * mistake in a row, or the caller's segment was not alive.
   */
  static RuntimeException failed(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("a native call threw", thrown);
  }
}

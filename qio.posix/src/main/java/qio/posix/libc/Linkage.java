package qio.posix.libc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import qio.posix.layout.Fields;

/** Makes method handles for the symbols of libc, and reads {@code errno}. */
public final class Linkage {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();

  /** Asks a handle to capture {@code errno}. */
  static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  private static final long ERRNO = Fields.offset(Linker.Option.captureStateLayout(), "errno");

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

  /** Where the code of a function begins. */
  static Optional<MemorySegment> find(String symbol) {
    return LIBC.find(symbol);
  }

  /** A handle that takes a function's address first, then where errno goes if it is captured. */
  static MethodHandle handle(FunctionDescriptor signature, Linker.Option... options) {
    return LINKER.downcallHandle(signature, options);
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

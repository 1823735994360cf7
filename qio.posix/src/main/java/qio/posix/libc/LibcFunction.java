package qio.posix.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A function of libc that takes whole numbers and addresses, six at most, and answers a whole
 * number.
 *
 * <p>All of them are called through the same four method handles, each of which is linked when it
 * is first needed. A handle for each signature would be the obvious way; but linking one takes some
 * 9 ms in a process that has just begun, no cache of the JVM keeps it, and a listening socket needs
 * eight of them. So each argument is one word, whatever its type in C. The calling conventions of
 * all architectures that this runs on pass six such words in registers, of which a function reads
 * those that it has arguments for, and of these the lower half where the argument is an {@code
 * int}. They pass the arguments behind a "..." likewise.
 *
 * @param address where its code begins
 */
record LibcFunction(MemorySegment address) {

  /** A call that captures {@code errno}. */
  private static final class Capturing {

    static final MethodHandle CALL =
        Linkage.handle(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linkage.CAPTURE_ERRNO);
  }

  /** A call of which nobody asks why it failed. */
  private static final class Quiet {

    static final MethodHandle CALL =
        Linkage.handle(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  /** A call that keeps memory alive; it is a word that no function looks at. */
  private static final class Holding {

    static final MethodHandle CALL =
        Linkage.handle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
            Linkage.CAPTURE_ERRNO);
  }

  /** A call with memory of any kind. */
  private static final class Critical {

    static final MethodHandle CALL =
        Linkage.handle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linkage.CAPTURE_ERRNO,
            Linker.Option.critical(true));
  }

  /** A function that every libc has which this module was written for. */
  static LibcFunction named(String symbol) {
    return new LibcFunction(Linkage.find(symbol).orElseThrow(() -> missing(symbol)));
  }

  /** The same for one that an older libc may lack. */
  static Optional<LibcFunction> ifThere(String symbol) {
    return Linkage.find(symbol).map(LibcFunction::new);
  }

  private static IllegalStateException missing(String symbol) {
    return new IllegalStateException("this system's libc has no function '" + symbol + "'");
  }

  /** Answers an {@code int} or -errno. */
  int intCall(MemorySegment errno, long a) {
    return intCall(errno, a, 0, 0, 0, 0);
  }

  int intCall(MemorySegment errno, long a, long b) {
    return intCall(errno, a, b, 0, 0, 0);
  }

  int intCall(MemorySegment errno, long a, long b, long c) {
    return intCall(errno, a, b, c, 0, 0);
  }

  int intCall(MemorySegment errno, long a, long b, long c, long d) {
    return intCall(errno, a, b, c, d, 0);
  }

  int intCall(MemorySegment errno, long a, long b, long c, long d, long e) {
    // The upper half of the register is not the function's to set.
    return Linkage.result(errno, (int) call(errno, a, b, c, d, e, 0));
  }

  /** Answers a {@code long}, which {@code size_t} and {@code off_t} are, or -errno. */
  long longCall(MemorySegment errno, long a, long b, long c) {
    return longCall(errno, a, b, c, 0, 0, 0);
  }

  long longCall(MemorySegment errno, long a, long b, long c, long d) {
    return longCall(errno, a, b, c, d, 0, 0);
  }

  long longCall(MemorySegment errno, long a, long b, long c, long d, long e) {
    return longCall(errno, a, b, c, d, e, 0);
  }

  long longCall(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    return Linkage.result(errno, call(errno, a, b, c, d, e, f));
  }

  private long call(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) Capturing.CALL.invokeExact(address, errno, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /** Answers what the function does, in as many bits as its type has. */
  long quietCall(long a, long b, long c, long d, long e) {
    try {
      return (long) Quiet.CALL.invokeExact(address, a, b, c, d, e);
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  long quietCall(long a, long b, long c) {
    return quietCall(a, b, c, 0, 0);
  }

  /**
   * Answers a {@code long} or -errno, and keeps the arena of {@code held}, which is not on the
   * heap, from being closed until the function has returned.
   */
  long holdingCall(MemorySegment errno, MemorySegment held, long a, long b, long c, long d) {
    try {
      return Linkage.result(
          errno, (long) Holding.CALL.invokeExact(address, errno, a, b, c, d, held));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }

  /**
   * Answers a {@code long} or -errno. Holds up safepoints, so the function must not wait; its
   * second argument is memory of any kind.
   */
  long criticalCall(MemorySegment errno, long a, MemorySegment b, long c, long d) {
    try {
      return Linkage.result(errno, (long) Critical.CALL.invokeExact(address, errno, a, b, c, d));
    } catch (Throwable t) {
      throw Linkage.failed(t);
    }
  }
}

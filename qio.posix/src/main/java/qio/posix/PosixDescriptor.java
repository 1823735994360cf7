package qio.posix;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;
import qio.posix.libc.SocketSymbols;

/**
 * A descriptor of this process with a count of the calls that are using it.
 *
 * <p>Every call of this package holds the descriptor while it runs. {@link #close} forbids new
 * calls at once, wakes the threads that wait for the descriptor ({@link #waiter}), and the last
 * call in flight gives the number back to the operating system: the number is never reused under a
 * call.
 *
 * <p>All methods may be called from any thread.
 */
public final class PosixDescriptor extends Descriptor {

  /** The numbers below are standard input, output and error, wherever they are open or not. */
  private static final int FIRST_ORDINARY = 3;

  private final CountedNumber counted;
  private final boolean lent;

  private PosixDescriptor(CountedNumber counted, boolean lent) {
    this.counted = counted;
    this.lent = lent;
  }

  /** Owns a number that a call of this module has just made, close-on-exec. */
  static PosixDescriptor own(int number) {
    return new PosixDescriptor(new CountedNumber(number, BlockingFlag.foreign(number)), false);
  }

  /** The same for a non-blocking socket that nobody else has. */
  static PosixDescriptor ownSocket(int number) {
    return new PosixDescriptor(new CountedNumber(number, BlockingFlag.ours(number)), false);
  }

  /**
   * Takes ownership of a number that this process has open, and makes it close-on-exec. {@code
   * O_NONBLOCK} stays as it is: others may share it.
   *
   * @param number the descriptor
   * @return its owner
   * @throws IOException if no such descriptor is open ({@code EBADF})
   * @throws IllegalArgumentException if the number is negative
   */
  public static PosixDescriptor adopt(int number) throws IOException {
    if (number < 0) {
      throw new IllegalArgumentException("a descriptor is not negative: " + number);
    }
    NativeAccess.require();
    try (CallMemory memory = CallMemory.take()) {
      int flags = DescriptorSymbols.fcntl(memory.errno(), number, DescriptorSymbols.F_GETFD, 0);
      int result =
          flags < 0
              ? flags
              : DescriptorSymbols.fcntl(
                  memory.errno(),
                  number,
                  DescriptorSymbols.F_SETFD,
                  flags | DescriptorSymbols.FD_CLOEXEC);
      if (result < 0) {
        throw new PosixException("fcntl", -result, "fd:" + number);
      }
    }
    return own(number);
  }

  /**
   * Takes over somebody's descriptor. One of this class that is owned is returned as it is; one of
   * another class is duplicated and closed.
   *
   * @param descriptor an owned descriptor; the caller must not use or close it afterwards
   * @return the descriptor in this module's terms
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if the process has no descriptor left; the given one is then still the
   *     caller's
   * @throws IllegalArgumentException if it is only lent
   */
  public static PosixDescriptor takeOver(Descriptor descriptor) throws IOException {
    if (descriptor instanceof PosixDescriptor ours) {
      if (ours.lent) {
        throw new IllegalArgumentException(ours + " is lent: dup() it to give it away");
      }
      if (!ours.isOpen()) {
        throw new ClosedChannelException();
      }
      return ours;
    }
    NativeAccess.require();
    if (!descriptor.isOpen()) {
      throw new ClosedChannelException();
    }
    PosixDescriptor taken = duplicate(descriptor.number(), "fd:" + descriptor.number());
    try {
      descriptor.close();
    } catch (IOException e) {
      taken.close();
      throw e;
    }
    return taken;
  }

  /**
   * Makes an owned, close-on-exec descriptor of the same open file description as a number that
   * somebody else owns, standard input for instance. No flag of the original is touched.
   *
   * @param number the descriptor
   * @return the duplicate, never one of the three standard numbers
   * @throws IOException if no such descriptor is open ({@code EBADF}), or the process has none left
   * @throws IllegalArgumentException if the number is negative
   */
  public static PosixDescriptor duplicateOf(int number) throws IOException {
    if (number < 0) {
      throw new IllegalArgumentException("a descriptor is not negative: " + number);
    }
    NativeAccess.require();
    return duplicate(number, "fd:" + number);
  }

  /**
   * A view for others: the same number, open as long as this one, but closing it does nothing.
   *
   * @return the view
   */
  public PosixDescriptor lend() {
    if (lent) {
      return this;
    }
    counted.show();
    return new PosixDescriptor(counted, true);
  }

  /**
   * Whether this is a view that somebody else closes.
   *
   * @return true if {@link #close} does nothing
   */
  public boolean isLent() {
    return lent;
  }

  /**
   * Sets what messages call this descriptor, the address of its channel for instance; before that
   * it is {@code fd:} and the number.
   *
   * @param where an address or a path
   */
  public void describe(String where) {
    counted.describe(where);
  }

  /**
   * What this descriptor refers to.
   *
   * @return the kind
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if {@code statx} fails
   */
  public DescriptorKind kind() throws IOException {
    return PosixFiles.status(this).kind();
  }

  /**
   * The address family of a socket.
   *
   * @return the family
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if it is no socket ({@code ENOTSOCK})
   */
  public SocketDomain socketDomain() throws IOException {
    return SocketDomain.of(PosixSockets.socketLevelOption(this, SocketSymbols.SO_DOMAIN));
  }

  /**
   * The type of a socket.
   *
   * @return the type
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if it is no socket ({@code ENOTSOCK})
   */
  public SocketType socketType() throws IOException {
    return SocketType.of(PosixSockets.socketLevelOption(this, SocketSymbols.SO_TYPE));
  }

  /**
   * Whether the open file description is in non-blocking mode ({@code O_NONBLOCK}).
   *
   * @return true if it is
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if {@code fcntl} fails
   */
  public boolean isNonBlocking() throws IOException {
    return (statusFlags(DescriptorSymbols.F_GETFL, 0) & DescriptorSymbols.O_NONBLOCK) != 0;
  }

  /**
   * Sets or clears {@code O_NONBLOCK}. Everybody who shares the open file description sees it, in
   * other processes too: only for descriptors that are nobody else's. The transfers of this package
   * do not need it.
   *
   * @param nonBlocking the new mode
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if {@code fcntl} fails
   */
  public void setNonBlocking(boolean nonBlocking) throws IOException {
    counted.blockingFlag().leaveAlone();
    int before = statusFlags(DescriptorSymbols.F_GETFL, 0);
    int after =
        nonBlocking
            ? before | DescriptorSymbols.O_NONBLOCK
            : before & ~DescriptorSymbols.O_NONBLOCK;
    if (after != before) {
      statusFlags(DescriptorSymbols.F_SETFL, after);
    }
  }

  /**
   * How the open file description was opened: for reading, writing or both, and the flags that hold
   * for every transfer.
   *
   * @return a new set
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if {@code fcntl} fails
   */
  public Set<OpenFlag> openFlags() throws IOException {
    return OpenFlag.ofBits(statusFlags(DescriptorSymbols.F_GETFL, 0));
  }

  /**
   * What is ready now, without waiting and without a guess.
   *
   * @param readiness bits of {@link qio.api.aio.Readiness} that are asked about
   * @return those of them that are ready, and the bits of error and hang-up if they hold
   * @throws java.nio.channels.ClosedChannelException if it is closed
   * @throws IOException if {@code poll} fails
   */
  public int poll(int readiness) throws IOException {
    int number = use();
    try {
      return NativeWait.readyNow(number, readiness);
    } finally {
      done();
    }
  }

  /**
   * Where threads wait for this descriptor; the same object for the descriptor and its views.
   *
   * @return the waiter
   */
  public DescriptorWaiter waiter() {
    return counted.waiter();
  }

  @Override
  public int number() {
    return counted.number();
  }

  @Override
  public PosixDescriptor dup() throws IOException {
    int number = use();
    try {
      counted.blockingFlag().show();
      return duplicate(number, counted.where());
    } finally {
      done();
    }
  }

  @Override
  public boolean isOpen() {
    return counted.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (!lent) {
      counted.close();
    }
  }

  /** The name of the descriptor as messages tell it. */
  @Override
  public String toString() {
    return counted.where();
  }

  /** Begins a call: until {@link #done} the number is not reused. */
  int use() throws ClosedChannelException {
    return counted.use();
  }

  /** Ends a call. */
  void done() {
    counted.done();
  }

  CountedNumber counted() {
    return counted;
  }

  /**
   * As {@link DescriptorWaiter#wake}, and cheaper where nobody has ever waited for this descriptor.
   *
   * @param readiness bits of {@link Readiness}: waits for any of them end
   */
  public void wake(int readiness) {
    counted.wake(readiness);
  }

  /**
   * Begins to wait inside a system call, where that can be done: on a platform thread, for a
   * descriptor in use that may be blocking, with no other thread waiting for the same.
   *
   * @param direction {@link Readiness#READ} or {@link Readiness#WRITE}
   * @return the call, to be left; null if the thread has to wait otherwise
   */
  @Nullable InterruptibleCall enterCall(int direction) throws IOException {
    InterruptibleCall call = InterruptibleCall.ofThread();
    boolean entered =
        call != null
            && counted.blockingFlag().letWait()
            && call.enter(counted, counted.waiter().place(direction));
    return entered ? call : null;
  }

  /**
   * What it means that a call which was to wait has failed.
   *
   * @param call its name
   * @param result -errno
   * @return -2 if the thread was woken, -4 if the descriptor does not wait
   * @throws IOException for all else
   */
  long notWaited(String call, long result) throws IOException {
    if (result == -Answers.EINTR) {
      return Answers.WOULD_BLOCK;
    }
    if (result == -Answers.EAGAIN) {
      counted.blockingFlag().didNotWait();
      return Answers.NOT_SUPPORTED;
    }
    throw PosixException.ofSocket(call, (int) -result, toString());
  }

  private int statusFlags(int command, int argument) throws IOException {
    int number = use();
    try (CallMemory memory = CallMemory.take()) {
      int result = DescriptorSymbols.fcntl(memory.errno(), number, command, argument);
      if (result < 0) {
        throw new PosixException("fcntl", -result, counted.where());
      }
      return result;
    } finally {
      done();
    }
  }

  private static PosixDescriptor duplicate(int number, String where) throws IOException {
    try (CallMemory memory = CallMemory.take()) {
      int result =
          DescriptorSymbols.fcntl(
              memory.errno(), number, DescriptorSymbols.F_DUPFD_CLOEXEC, FIRST_ORDINARY);
      if (result < 0) {
        throw new PosixException("dup", -result, where);
      }
      return own(result);
    }
  }
}

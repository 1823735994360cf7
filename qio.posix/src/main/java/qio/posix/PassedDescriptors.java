package qio.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import qio.api.channel.Descriptor;
import qio.posix.layout.Cmsghdr;
import qio.posix.libc.CallMemory;
import qio.posix.libc.DescriptorSymbols;
import qio.posix.libc.SocketSymbols;

/**
 * Descriptors on their way through a UNIX socket ({@code SCM_RIGHTS}): held while they are sent,
 * and read out of the control data when they have arrived.
 */
final class PassedDescriptors implements AutoCloseable {

  private final List<? extends Descriptor> descriptors;

  /** How many, from the first on, are held. */
  private int held;

  /** Holds descriptors so that none of their numbers is reused before they are sent. */
  PassedDescriptors(List<? extends Descriptor> descriptors) throws ClosedChannelException {
    this.descriptors = descriptors;
    try {
      for (Descriptor descriptor : descriptors) {
        hold(descriptor);
        held++;
      }
    } catch (ClosedChannelException e) {
      close();
      throw e;
    }
  }

  private static void hold(Descriptor descriptor) throws ClosedChannelException {
    if (descriptor instanceof PosixDescriptor ours) {
      ours.use();
    } else if (!descriptor.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Writes the control data; answers their length in bytes. */
  long write(MemorySegment control) {
    long payload = (long) descriptors.size() * Integer.BYTES;
    Cmsghdr.set(control, 0, SocketSymbols.SOL_SOCKET, SocketSymbols.SCM_RIGHTS, payload);
    long at = Cmsghdr.SIZE;
    for (Descriptor descriptor : descriptors) {
      control.set(JAVA_INT, at, descriptor.number());
      at += Integer.BYTES;
    }
    return Cmsghdr.space(payload);
  }

  @Override
  public void close() {
    for (int i = 0; i < held; i++) {
      if (descriptors.get(i) instanceof PosixDescriptor ours) {
        ours.done();
      }
    }
    held = 0;
  }

  /** The numbers in control data that have arrived; this process owns them now. */
  static int[] read(MemorySegment control, long length) {
    int[] numbers = new int[0];
    long at = 0;
    while (at + Cmsghdr.SIZE <= length) {
      long end = at + Cmsghdr.length(control, at);
      if (end < at + Cmsghdr.SIZE || end > length) {
        break;
      }
      if (Cmsghdr.is(control, at, SocketSymbols.SOL_SOCKET, SocketSymbols.SCM_RIGHTS)) {
        numbers = append(numbers, control.asSlice(at + Cmsghdr.SIZE, end - at - Cmsghdr.SIZE));
      }
      at += Cmsghdr.align(end - at);
    }
    return numbers;
  }

  private static int[] append(int[] numbers, MemorySegment more) {
    int count = (int) (more.byteSize() / Integer.BYTES);
    int[] all = Arrays.copyOf(numbers, numbers.length + count);
    MemorySegment.copy(more, JAVA_INT, 0, all, numbers.length, count);
    return all;
  }

  /** Closes numbers that nobody will get. */
  static void closeAll(int[] numbers) {
    try (CallMemory memory = CallMemory.take()) {
      for (int number : numbers) {
        // A failure changes nothing: the number is free again all the same, and the receive fails
        // anyway.
        DescriptorSymbols.close(memory.errno(), number);
      }
    }
  }
}

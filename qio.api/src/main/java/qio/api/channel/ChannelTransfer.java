package qio.api.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes through a provider's {@code ioReadv} and {@code ioWritev}, which never wait: waiting,
 * and going on until all is done, happens here, once for every kind of channel. Each method passes
 * the gate of its direction and holds it to its end.
 */
abstract class ChannelTransfer extends ChannelLife {

  private static final List<Descriptor> NO_DESCRIPTORS = List.of();

  /** The array for calls with one buffer. Guarded by the gate of reading. */
  private final @Nullable ByteBuffer[] oneToRead = new ByteBuffer[1];

  /** The array for calls with one buffer. Guarded by the gate of writing. */
  private final @Nullable ByteBuffer[] oneToWrite = new ByteBuffer[1];

  private volatile boolean blocking = true;

  /**
   * What a broken-off transfer took out and could not write; read before all else. Written under
   * the gate of reading.
   */
  private volatile @Nullable ByteBuffer unread;

  ChannelTransfer(String address) {
    super(address);
  }

  final boolean blocking() {
    return blocking;
  }

  final void blocking(boolean mode) {
    blocking = mode;
  }

  // ---- one transfer ----

  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  final long readOne(ByteBuffer dst, boolean wait) throws IOException {
    enter(IoCondition.IN);
    try {
      oneToRead[0] = dst;
      return readInside(oneToRead, 0, 1, null, Set.of(), wait);
    } finally {
      oneToRead[0] = null;
      leave(IoCondition.IN);
    }
  }

  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  final long writeOne(ByteBuffer src, boolean wait) throws IOException {
    enter(IoCondition.OUT);
    try {
      oneToWrite[0] = src;
      return writeInside(oneToWrite, 0, 1, NO_DESCRIPTORS, Set.of(), wait);
    } finally {
      oneToWrite[0] = null;
      leave(IoCondition.OUT);
    }
  }

  final long readMany(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags,
      boolean wait)
      throws IOException {
    enter(IoCondition.IN);
    try {
      return readInside(dsts, offset, length, received, flags, wait);
    } finally {
      leave(IoCondition.IN);
    }
  }

  final long writeMany(
      ByteBuffer[] srcs,
      int offset,
      int length,
      List<Descriptor> sent,
      Set<WriteFlag> flags,
      boolean wait)
      throws IOException {
    enter(IoCondition.OUT);
    try {
      return writeInside(srcs, offset, length, sent, flags, wait);
    } finally {
      leave(IoCondition.OUT);
    }
  }

  private long readInside(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags,
      boolean wait)
      throws IOException {
    if (received == null && remaining(dsts, offset, length) == 0) {
      return 0;
    }
    for (; ; ) {
      long n =
          wait
              ? readOrWait(dsts, offset, length, received, flags, 0)
              : readOnce(dsts, offset, length, received, flags);
      if (n != QioChannel.WOULD_BLOCK || !wait) {
        return n;
      }
    }
  }

  /**
   * One read on a thread that may wait, in the cheapest way that the provider has.
   *
   * @return as {@link #ioReadv}; {@link QioChannel#WOULD_BLOCK} after having waited
   */
  private long readOrWait(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags,
      long transferred)
      throws IOException {
    if (flags.isEmpty() && unread == null) {
      long n = sleepInRead(dsts, offset, length, received, transferred);
      if (n != QioChannel.NOT_SUPPORTED) {
        return n;
      }
    }
    if (expectsNothing()) {
      sleepAsSuits(IoCondition.IN, transferred);
    }
    long n = readOnce(dsts, offset, length, received, flags);
    if (n == QioChannel.WOULD_BLOCK) {
      sleepAsSuits(IoCondition.IN, transferred);
    }
    return n;
  }

  /** Whether a read had better wait before it tries. */
  final boolean expectsNothing() throws IOException {
    return unread == null && ioExpectsNothing();
  }

  /** For the layer above. */
  final boolean expectsNothingInside() throws IOException {
    enter(IoCondition.IN);
    try {
      return expectsNothing();
    } finally {
      leave(IoCondition.IN);
    }
  }

  /** For the layer above: one read that sleeps inside the provider's own call. */
  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  final long readInCallInside(ChannelLife above, ByteBuffer dst) throws IOException {
    enter(IoCondition.IN);
    try {
      oneToRead[0] = dst;
      return sleepInReadFor(above, oneToRead);
    } finally {
      oneToRead[0] = null;
      leave(IoCondition.IN);
    }
  }

  /** One read that does not wait, of what a broken-off transfer has left if there is any. */
  final long readOnce(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    ByteBuffer kept = unread;
    if (kept == null) {
      return ioReadv(dsts, offset, length, received, flags);
    }
    boolean peek = flags.contains(ReadFlag.MSG_PEEK);
    long n = Relay.pour(peek ? kept.duplicate() : kept, dsts, offset, length);
    if (!kept.hasRemaining()) {
      unread = null;
    }
    return n;
  }

  @Override
  final boolean hasUnread() {
    return unread != null;
  }

  /** Keeps bytes to be read before all others; the caller is inside the gate of reading. */
  final void putBack(ByteBuffer bytes) {
    ByteBuffer kept = unread;
    if (kept == null) {
      unread = bytes;
    } else { // these were read first
      unread =
          ByteBuffer.allocate(bytes.remaining() + kept.remaining()).put(bytes).put(kept).flip();
    }
  }

  private long writeInside(
      ByteBuffer[] srcs,
      int offset,
      int length,
      List<Descriptor> sent,
      Set<WriteFlag> flags,
      boolean wait)
      throws IOException {
    if (remaining(srcs, offset, length) == 0) {
      return 0;
    }
    for (; ; ) {
      if (!wait) {
        return ioWritev(srcs, offset, length, sent, flags);
      }
      long n = writeOrWait(srcs, offset, length, sent, flags, 0);
      if (n != QioChannel.WOULD_BLOCK) {
        awaitSent(n);
        return n;
      }
    }
  }

  /**
   * One write on a thread that may wait, in the cheapest way that the provider has.
   *
   * @return as {@link #ioWritev}; {@link QioChannel#WOULD_BLOCK} after having waited only
   */
  private long writeOrWait(
      ByteBuffer[] srcs,
      int offset,
      int length,
      List<Descriptor> sent,
      Set<WriteFlag> flags,
      long transferred)
      throws IOException {
    boolean plain = sent.isEmpty() && flags.isEmpty();
    boolean waitsFirst = plain && ioExpectsTooLittleRoom();
    if (waitsFirst) {
      long n = sleepInWrite(srcs, offset, length, transferred);
      if (n != QioChannel.NOT_SUPPORTED) {
        return n;
      }
    }
    long n = ioWritev(srcs, offset, length, sent, flags);
    if (n != QioChannel.WOULD_BLOCK) {
      return n;
    }
    if (plain && !waitsFirst) {
      n = sleepInWrite(srcs, offset, length, transferred);
      if (n != QioChannel.NOT_SUPPORTED) {
        return n;
      }
    }
    sleepAsSuits(IoCondition.OUT, transferred);
    return QioChannel.WOULD_BLOCK;
  }

  /** What a layer took in a call that may wait has left it when the call returns. */
  final void awaitSent(long transferred) throws IOException {
    while (!ioSent()) {
      sleepAsSuits(IoCondition.OUT, transferred);
    }
  }

  /** For the layer above. */
  final boolean sentInside() throws IOException {
    enter(IoCondition.OUT);
    try {
      return ioSent();
    } finally {
      leave(IoCondition.OUT);
    }
  }

  // ---- zero copy ----

  /** For the layer above. */
  final FlushState flushState() throws IOException {
    enterShared();
    try {
      return ioFlush();
    } finally {
      leaveShared();
    }
  }

  /** Waits for zero-copy writes; false if all of them were copied. */
  final boolean flushed() throws IOException {
    for (; ; ) {
      FlushState state = ioFlush();
      if (state != FlushState.PENDING) {
        return state == FlushState.DONE;
      }
      sleep(IoCondition.ERR, Deadline.NONE, 0);
    }
  }

  // ---- until all is done ----

  /** True if filled, false if the stream ended before the first byte. */
  final boolean readToTheFull(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    int arrivedBefore = received == null ? 0 : received.size();
    enter(IoCondition.IN);
    try {
      return fill(dsts, offset, length, received, flags);
    } catch (IOException | RuntimeException e) {
      closeArrived(received, arrivedBefore, e);
      throw e;
    } finally {
      leave(IoCondition.IN);
    }
  }

  private boolean fill(
      ByteBuffer[] dsts,
      int offset,
      int length,
      @Nullable DescriptorList received,
      Set<ReadFlag> flags)
      throws IOException {
    long wanted = remaining(dsts, offset, length);
    int arrivedBefore = received == null ? 0 : received.size();
    DescriptorList asked = received; // only the first read that succeeds may deliver descriptors
    int end = offset + length;
    int first = offset;
    long got = 0;
    boolean arrived = false;
    while (got < wanted || asked != null) {
      checkOpenStill(got);
      first = firstWithRoom(dsts, first, end);
      long n = readOrWait(dsts, first, end - first, asked, flags, got);
      if (n == QioChannel.WOULD_BLOCK) {
        continue;
      }
      arrived |= asked != null && asked.size() > arrivedBefore;
      if (n == QioChannel.EOF && !(arrived && asked != null)) {
        if (got == 0 && !arrived) {
          return false;
        }
        throw ChannelFailures.endInside(addressText(), got, wanted);
      }
      asked = null;
      got += Math.max(n, 0); // descriptors that come without a byte are no end of the stream
      if (got < wanted && carriesMessages()) {
        throw ChannelFailures.shortMessage(addressText(), got, wanted);
      }
    }
    return true;
  }

  /** To read on into the next message would lose the border between the two. */
  private boolean carriesMessages() {
    return self().hasFeature(ChannelFeature.MESSAGES);
  }

  /** The same with one buffer, for which no array has to be made. */
  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  final boolean readOneToTheFull(ByteBuffer dst) throws IOException {
    enter(IoCondition.IN);
    try {
      oneToRead[0] = dst;
      return fill(oneToRead, 0, 1, null, Set.of());
    } finally {
      oneToRead[0] = null;
      leave(IoCondition.IN);
    }
  }

  final void writeToTheEnd(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    enter(IoCondition.OUT);
    try {
      drain(srcs, offset, length, sent, flags);
    } finally {
      leave(IoCondition.OUT);
    }
  }

  /** The same with one buffer, for which no array has to be made. */
  @SuppressWarnings("NullAway") // the slot of the array is filled for the time of the call
  final void writeOneToTheEnd(ByteBuffer src) throws IOException {
    enter(IoCondition.OUT);
    try {
      oneToWrite[0] = src;
      drain(oneToWrite, 0, 1, NO_DESCRIPTORS, Set.of());
    } finally {
      oneToWrite[0] = null;
      leave(IoCondition.OUT);
    }
  }

  private void drain(
      ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
      throws IOException {
    long wanted = remaining(srcs, offset, length);
    List<Descriptor> unsent = sent;
    int end = offset + length;
    int first = offset;
    long done = 0;
    while (done < wanted) {
      checkOpenStill(done);
      first = firstWithRoom(srcs, first, end);
      long n = writeOrWait(srcs, first, end - first, unsent, flags, done);
      if (n == QioChannel.WOULD_BLOCK) {
        continue;
      }
      if (n > 0) {
        unsent = NO_DESCRIPTORS; // they went with the first byte
      }
      done += n;
    }
    awaitSent(done);
  }

  /**
   * In blocking mode threads wait alike; in non-blocking mode a coroutine yields where the channel
   * is attached.
   */
  final void sleepAsSuits(IoCondition condition, long transferred) throws IOException {
    if (!blocking && Thread.currentThread().isVirtual()) {
      sleepAsCoroutine(condition, transferred);
    } else {
      sleep(condition, Deadline.NONE, transferred);
    }
  }

  /** What is moved in pieces and never has to wait would not learn of a close otherwise. */
  private void checkOpenStill(long moved) throws IOException {
    if (moved > 0 && !isAlive()) {
      throw ChannelFailures.closedInCall(addressText());
    }
  }

  private static void closeArrived(
      @Nullable DescriptorList received, int arrivedBefore, Exception failure) {
    if (received == null) {
      return;
    }
    try {
      received.closeFrom(arrivedBefore);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static int firstWithRoom(ByteBuffer[] buffers, int first, int end) {
    int at = first;
    while (at < end - 1 && !buffers[at].hasRemaining()) {
      at++;
    }
    return at;
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }
}

package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;

/** In which order a write that may wait turns to the provider. */
final class WaitInWriteTest {

  /** Takes half of what it is offered without waiting, all of it in a call that waits. */
  private static final class Narrow extends QioChannel {

    private final List<String> calls = new ArrayList<>();
    private final boolean expectsTooLittle;
    private final boolean waitsInCall;
    private boolean full;

    Narrow(boolean expectsTooLittle, boolean waitsInCall) {
      super("narrow:");
      this.expectsTooLittle = expectsTooLittle;
      this.waitsInCall = waitsInCall;
    }

    @Override
    protected boolean ioExpectsTooLittleRoom() {
      return expectsTooLittle;
    }

    @Override
    protected long ioWritevWaiting(ByteBuffer[] srcs, int offset, int length) {
      calls.add("in call");
      return waitsInCall ? take(srcs[offset], srcs[offset].remaining()) : NOT_SUPPORTED;
    }

    @Override
    protected long ioWritev(
        ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags) {
      calls.add("try");
      full = !full;
      return full ? take(srcs[offset], (srcs[offset].remaining() + 1) / 2) : WOULD_BLOCK;
    }

    private static long take(ByteBuffer src, int count) {
      src.position(src.position() + count);
      return count;
    }

    @Override
    protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
      calls.add("wait");
      return true;
    }

    @Override
    protected long ioReadv(
        ByteBuffer[] dsts,
        int offset,
        int length,
        @Nullable DescriptorList received,
        Set<ReadFlag> flags) {
      return EOF;
    }

    @Override
    protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
      return new SignalledWatch(this, conditions, () -> Readiness.NONE);
    }

    @Override
    protected void ioSetBlocking(boolean blocking) {}

    @Override
    protected void ioClose() {}
  }

  private static List<String> callsOfWriteAll(Narrow channel, int bytes) throws IOException {
    try (channel) {
      channel.writeAll(ByteBuffer.allocate(bytes));
    }
    return channel.calls;
  }

  @Test
  void aWriteTriesAndThenWaitsInTheCall() throws IOException {
    assertEquals(List.of("try", "try", "in call"), callsOfWriteAll(new Narrow(false, true), 8));
  }

  @Test
  void aWriteThatExpectsNoRoomWaitsInTheCallAtOnce() throws IOException {
    assertEquals(List.of("in call"), callsOfWriteAll(new Narrow(true, true), 8));
  }

  @Test
  void oneWriteThatExpectsNoRoomDoesTheSame() throws IOException {
    try (Narrow channel = new Narrow(true, true)) {
      assertEquals(8, channel.write(ByteBuffer.allocate(8)));
      assertEquals(List.of("in call"), channel.calls);
    }
  }

  @Test
  void aProviderThatCannotWaitInTheCallIsAskedOnceForEachTry() throws IOException {
    assertEquals(
        List.of("in call", "try", "in call", "try", "wait", "in call", "try"),
        callsOfWriteAll(new Narrow(true, false), 2));
  }

  @Test
  void aVirtualThreadNeverWaitsInTheCall() throws Exception {
    FutureTask<List<String>> task =
        new FutureTask<>(() -> callsOfWriteAll(new Narrow(true, true), 2));
    Thread.ofVirtual().start(task);
    assertEquals(List.of("try", "try", "wait", "try"), task.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aWriteInNonBlockingModeOnlyTries() throws IOException {
    try (Narrow channel = new Narrow(true, true)) {
      channel.setBlocking(false);
      assertEquals(4, channel.write(ByteBuffer.allocate(8)));
      assertEquals(List.of("try"), channel.calls);
    }
  }
}

package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.aio.Readiness;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;
import qio.api.channel.WriteFlag;
import qio.tck.Rule;
import qio.tck.Setting;

/** A call that never has to wait learns of a close all the same. */
final class CloseBetweenPiecesTest {

  private static final int CLOSES_AT = 3;

  /** Always has a byte to give and always takes one; closes itself while it does that. */
  private static final class ByteByByte extends QioChannel {

    private int moved;
    private boolean ended;

    ByteByByte() {
      super("byte-by-byte:");
    }

    private long move(ByteBuffer buffer) throws IOException {
      buffer.position(buffer.position() + 1);
      if (++moved == CLOSES_AT) {
        close();
      }
      return 1;
    }

    @Override
    protected long ioReadv(
        ByteBuffer[] dsts,
        int offset,
        int length,
        @Nullable DescriptorList received,
        Set<ReadFlag> flags)
        throws IOException {
      return move(dsts[offset]);
    }

    @Override
    protected long ioWritev(
        ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags)
        throws IOException {
      return move(srcs[offset]);
    }

    @Override
    protected boolean ioAwait(IoCondition condition, long timeoutNanos) {
      throw new AssertionError("nobody has to wait here");
    }

    @Override
    protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
      return new SignalledWatch(this, conditions, () -> Readiness.NONE);
    }

    @Override
    protected void ioSetBlocking(boolean blocking) {}

    @Override
    protected void ioClose() {
      ended = true;
    }
  }

  @Rule("CLOSE-7")
  @ParameterizedTest
  @EnumSource
  void aReaderThatIsAlwaysFedIsEndedByClose(Setting setting) throws Exception {
    ByteByByte channel = new ByteByByte();
    setting.applyTo(channel);
    ByteBuffer dst = ByteBuffer.allocate(CLOSES_AT + 1);
    setting.run(() -> assertThrows(AsynchronousCloseException.class, () -> channel.readAll(dst)));
    assertEquals(CLOSES_AT, dst.position(), "what has come is told");
    assertTrue(channel.ended, "nobody is left inside");
  }

  @Rule("CLOSE-7")
  @ParameterizedTest
  @EnumSource
  void aWriterWhosePeerAlwaysReadsIsEndedByClose(Setting setting) throws Exception {
    ByteByByte channel = new ByteByByte();
    setting.applyTo(channel);
    ByteBuffer src = ByteBuffer.allocate(CLOSES_AT + 1);
    setting.run(() -> assertThrows(AsynchronousCloseException.class, () -> channel.writevAll(src)));
    assertEquals(CLOSES_AT, src.position(), "what was taken is told");
    assertTrue(channel.ended, "nobody is left inside");
  }

  @Test
  void aCallThatHasNothingMoreToMoveSucceeds() throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(CLOSES_AT);
    new ByteByByte().readAll(dst);
    ByteBuffer src = ByteBuffer.allocate(CLOSES_AT);
    new ByteByByte().writeAll(src);
    assertEquals(CLOSES_AT, dst.position());
    assertEquals(CLOSES_AT, src.position());
  }
}

package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.DescriptorList;
import qio.api.channel.FilterChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;
import qio.api.channel.ReadFlag;
import qio.spi.tls.TlsOptions;
import qio.tck.ChannelPair;
import qio.tck.Patience;

/** A layer knows what the socket below expects: a reader of TLS does not ask that one in vain. */
final class VainReadsTest {

  private static final int ROUNDS = 200;

  /** Counts the reads below that find nothing, and tells which answer is being waited for. */
  private static final class Counting extends FilterChannel {

    private final AtomicInteger vain = new AtomicInteger();
    private final AtomicInteger answersHad = new AtomicInteger();
    private volatile int awaited;

    Counting(QioChannel below) {
      super("counting", below);
    }

    @Override
    protected boolean ioExpectsNothing() throws IOException {
      boolean nothing = belowExpectsNothing();
      awaited = answersHad.get() + 1;
      return nothing;
    }

    @Override
    protected long ioReadv(
        ByteBuffer[] dsts,
        int offset,
        int length,
        @Nullable DescriptorList received,
        Set<ReadFlag> flags)
        throws IOException {
      long n = super.ioReadv(dsts, offset, length, received, flags);
      if (n == WOULD_BLOCK) {
        vain.incrementAndGet();
      }
      return n;
    }
  }

  private static ChannelPair connect(QioListener listener, Counting client) throws Exception {
    QioChannel above = TlsPairs.client(client, QioOptions.none());
    QioChannel server =
        TlsPairs.server(listener.accept(), QioOptions.none().with(TlsOptions.TICKETS, false));
    QioTask<Void> one = above.handshake();
    QioTask<Void> other = server.handshake();
    one.await(Patience.limit());
    other.await(Patience.limit());
    return ChannelPair.twoWay(above, server);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereQuestionAndAnswerAlternateFewReadsAreInVain(boolean virtual) throws Exception {
    Thread.Builder threads = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    try (QioListener listener = Qio.listen("tcp://127.0.0.1:0");
        Counting below = new Counting(Qio.connect(listener.localAddress()));
        ChannelPair pair = connect(listener, below)) {
      Thread echo = threads.start(() -> echo(pair.reader(), below));
      below.vain.set(0);
      Thread asking = threads.start(() -> ask(pair.writer(), below));
      assertTrue(asking.join(Patience.limit()), "the answers did not come");
      assertTrue(echo.join(Patience.limit()), "the echo did not end");
      assertTrue(
          below.vain.get() < ROUNDS / 2,
          () -> below.vain + " of " + ROUNDS + " reads found nothing below");
    }
  }

  private static void ask(QioChannel channel, Counting below) {
    ByteBuffer message = ByteBuffer.allocateDirect(64);
    try {
      for (int i = 0; i < ROUNDS; i++) {
        channel.writeAll(message.clear());
        channel.readAll(message.clear());
        below.answersHad.incrementAndGet();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers no sooner than its answer is looked for: what is there already is no vain read. */
  private static void echo(QioChannel channel, Counting below) {
    ByteBuffer message = ByteBuffer.allocateDirect(64);
    try {
      for (int i = 1; i <= ROUNDS; i++) {
        channel.readAll(message.clear());
        while (below.awaited < i && below.isOpen()) {
          Thread.yield();
        }
        channel.writeAll(message.clear());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

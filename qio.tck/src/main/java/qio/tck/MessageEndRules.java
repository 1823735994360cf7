package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static qio.tck.MessagePair.read;
import static qio.tck.MessagePair.receive;
import static qio.tck.MessagePair.with;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import qio.api.channel.Envelope;
import qio.api.channel.TruncatedMessageException;

/** Threads that sleep in a channel for messages, and how a channel ends. */
interface MessageEndRules extends MessageSubject {

  @Rule("DGRAM-13")
  @InBlockingMode
  default void aReceiverSleepsUntilAMessageComes(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Envelope envelope = pair.server().envelope();
          Job<String> receiver = setting.start(() -> receive(pair.server(), envelope));
          receiver.awaitAsleep();
          assertThrows(
              ReadPendingException.class,
              () -> pair.server().receive(ByteBuffer.allocate(1), pair.server().envelope()));
          pair.client().writeAll(Bytes.of("wake up"));
          assertEquals("wake up", receiver.await());
        });
  }

  @Rule("DGRAM-13")
  @InBlockingMode
  default void closeWakesAReceiver(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Envelope envelope = pair.server().envelope();
          Job<String> receiver = setting.start(() -> receive(pair.server(), envelope));
          receiver.awaitAsleep();
          pair.server().close();
          receiver.awaitFailure(AsynchronousCloseException.class);
          assertThrows(
              ClosedChannelException.class,
              () -> pair.server().receive(ByteBuffer.allocate(1), envelope));
          assertThrows(
              ClosedChannelException.class, () -> pair.server().send(Bytes.of("x"), envelope));
        });
  }

  @Rule("DGRAM-13")
  @InBlockingMode
  default void anInterruptEndsAReceiveAndLosesNothing(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Envelope envelope = pair.server().envelope();
          Job<String> receiver = setting.start(() -> receive(pair.server(), envelope));
          receiver.awaitAsleep();
          receiver.interrupt();
          receiver.awaitFailure(InterruptedIOException.class);
          pair.client().writeAll(Bytes.of("after"));
          assertEquals("after", read(pair.server()));
        });
  }

  @Rule("DGRAM-14")
  @InEverySetting
  default void nothingIsLeftBehind(Setting setting) throws Exception {
    with(this, setting, MessageEndRules::use);
    Leaks.Count descriptors = Leaks.descriptors();
    for (int i = 0; i < 20; i++) {
      with(this, setting, MessageEndRules::use);
    }
    descriptors.assertSame();
  }

  private static void use(MessagePair pair) throws Exception {
    pair.client().writeAll(Bytes.of("question"));
    Envelope envelope = pair.server().envelope();
    receive(pair.server(), envelope);
    pair.server().send(Bytes.of("answer"), envelope);
    MessagePair.awaitMessage(pair.client());
    assertThrows(TruncatedMessageException.class, () -> pair.client().read(ByteBuffer.allocate(1)));
  }
}

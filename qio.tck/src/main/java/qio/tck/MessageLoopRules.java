package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static qio.tck.MessagePair.read;
import static qio.tck.MessagePair.with;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import qio.api.channel.Envelope;
import qio.api.channel.IoCondition;
import qio.api.channel.WatchSource;

/** Messages on a loop. */
interface MessageLoopRules extends MessageSubject {

  @Rule("DGRAM-15")
  @InNonBlockingMode
  default void aWatchIsCalledForMessagesAndForRoom(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          try (Loop loop = Loop.running()) {
            Calls calls = Calls.endless();
            try (WatchSource watch =
                pair.server().addWatch(IoCondition.of(IoCondition.IN), calls, loop.context())) {
              Patience.turns(loop.context());
              assertEquals(0, calls.count(), "there is nothing yet");
              pair.client().writeAll(Bytes.of("x"));
              calls.await(2);
              calls.assertAlwaysTold(IoCondition.IN);
            }
            assertEquals("x", read(pair.server()));
            Calls room = Calls.upTo(1);
            pair.client().addWatch(IoCondition.of(IoCondition.OUT), room, loop.context());
            room.awaitTold(IoCondition.OUT);
          }
        });
  }

  @Rule("DGRAM-15")
  @InNonBlockingMode
  default void aHandlerReceivesAndAnswers(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          try (Loop loop = Loop.running()) {
            List<String> heard = new CopyOnWriteArrayList<>();
            Envelope envelope = pair.server().envelope();
            pair.server()
                .setAioFdHandler(
                    loop.context(),
                    () -> {
                      ByteBuffer dst = ByteBuffer.allocate(100);
                      if (pair.server().receive(dst, envelope) >= 0) {
                        heard.add(Bytes.text(dst));
                        pair.server().send(dst.flip(), envelope);
                      }
                    },
                    null);
            for (String each : List.of("one", "two", "three")) {
              pair.client().writeAll(Bytes.of(each));
              assertEquals(each, read(pair.client()));
            }
            pair.server().setAioFdHandler(loop.context(), null, null);
            assertEquals(List.of("one", "two", "three"), heard);
          }
        });
  }
}

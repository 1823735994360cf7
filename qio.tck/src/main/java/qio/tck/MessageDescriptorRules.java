package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tck.MessagePair.read;
import static qio.tck.MessagePair.with;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.QioChannel;
import qio.api.channel.TruncatedMessageException;

/** Descriptors that travel with a message, for channels with FD_PASS. */
interface MessageDescriptorRules extends MessageSubject {

  private static Descriptor assumed(MessagePair pair) {
    Assumptions.assumeTrue(
        pair.client().hasFeature(ChannelFeature.FD_PASS), "no descriptor passing here");
    return pair.client().descriptor().orElseThrow();
  }

  private static void send(MessagePair pair, String text, List<Descriptor> sent) throws Exception {
    pair.client().writevFullAll(new ByteBuffer[] {Bytes.of(text)}, 0, 1, sent, Set.of());
  }

  private static long receive(QioChannel channel, ByteBuffer dst, DescriptorList into)
      throws Exception {
    MessagePair.awaitMessage(channel);
    return channel.readvFull(new ByteBuffer[] {dst}, 0, 1, into, Set.of());
  }

  @Rule("DGRAM-16")
  @InEverySetting
  default void descriptorsArriveWithTheirMessage(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Descriptor own = assumed(pair);
          send(pair, "none", List.of());
          send(pair, "two", List.of(own, own));
          ByteBuffer dst = ByteBuffer.allocate(10);
          try (DescriptorList received = new DescriptorList()) {
            assertEquals(4, receive(pair.server(), dst, received));
            assertTrue(received.isEmpty());
            assertEquals(3, receive(pair.server(), dst.clear(), received));
            assertEquals(2, received.size());
            try (QioChannel adopted = Qio.adopt(received.take())) {
              adopted.writeAll(Bytes.of("by way of a copy"));
              assertEquals("by way of a copy", read(pair.server()));
            }
          }
        });
  }

  @Rule("DGRAM-16")
  @InEverySetting
  default void descriptorsOfACutMessageOrThatNobodyAskedForAreClosed(Setting setting)
      throws Exception {
    with(
        this,
        setting,
        pair -> {
          Descriptor own = assumed(pair);
          send(pair, "whatever is opened for the first wait", List.of());
          MessagePair.awaitMessage(pair.server());
          read(pair.server());
          Leaks.Count before = Leaks.descriptors();
          send(pair, "long message", List.of(own, own));
          send(pair, "unwanted", List.of(own));
          try (DescriptorList received = new DescriptorList()) {
            ByteBuffer little = ByteBuffer.allocate(4);
            assertThrows(
                TruncatedMessageException.class, () -> receive(pair.server(), little, received));
            assertTrue(received.isEmpty());
            assertEquals("unwanted", read(pair.server()));
          }
          before.assertSame();
        });
  }
}

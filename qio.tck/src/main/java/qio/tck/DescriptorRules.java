package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import qio.api.Qio;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Descriptor;
import qio.api.channel.DescriptorList;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;

/**
 * Sending descriptors along with data. What is sent is one end of another pair of the same kind.
 */
interface DescriptorRules extends ChannelSubject {

  private static void assumeDescriptors(ChannelPair pair) {
    Assumptions.assumeTrue(
        pair.writer().hasFeature(ChannelFeature.FD_PASS)
            && pair.reader().hasFeature(ChannelFeature.FD_PASS),
        () -> "no descriptor passing on " + pair);
  }

  private void with(Setting setting, UseOfTwo body) throws Exception {
    setting.run(
        this,
        pair -> {
          assumeDescriptors(pair);
          try (ChannelPair other = openPair()) {
            body.with(pair, other);
          }
        });
  }

  private static Descriptor of(QioChannel channel) {
    return channel.descriptor().orElseThrow(() -> new AssertionError("no descriptor: " + channel));
  }

  private static long receive(QioChannel channel, ByteBuffer[] dsts, DescriptorList into)
      throws IOException {
    long n = channel.readvFull(dsts, 0, dsts.length, into, Set.of());
    while (n == QioChannel.WOULD_BLOCK) {
      assertTrue(channel.await(IoCondition.IN, Patience.limit()));
      n = channel.readvFull(dsts, 0, dsts.length, into, Set.of());
    }
    return n;
  }

  private static void send(QioChannel channel, String text, List<Descriptor> descriptors)
      throws IOException {
    channel.writevFullAll(new ByteBuffer[] {Bytes.of(text)}, 0, 1, descriptors, Set.of());
  }

  @Rule({"FD-1", "FD-2"})
  @InEverySetting
  default void aDescriptorArrivesAsANewOneOfTheSameThing(Setting setting) throws Exception {
    with(
        setting,
        (pair, other) -> {
          Descriptor sent = of(other.writer());
          send(pair.writer(), "take this", List.of(sent, sent, sent));
          ByteBuffer[] dsts = {ByteBuffer.allocate(20)};
          try (DescriptorList received = new DescriptorList()) {
            assertEquals(9, receive(pair.reader(), dsts, received));
            assertEquals("take this", Bytes.text(dsts[0]));
            assertEquals(3, received.size());
            Set<Integer> numbers = new HashSet<>(Set.of(sent.number()));
            for (Descriptor each : received) {
              assertTrue(numbers.add(each.number()), "a number of its own");
            }
            assertTrue(sent.isOpen(), "what is sent stays the sender's");
            try (QioChannel adopted = Qio.adopt(received.take())) {
              adopted.writeAll(Bytes.of("through the copy"));
            }
          }
          ByteBuffer dst = ByteBuffer.allocate(16);
          other.reader().readAll(dst);
          assertEquals("through the copy", Bytes.text(dst));
          other.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(other.reader(), ByteBuffer.allocate(2)), "still open");
        });
  }

  @Rule("FD-3")
  @InEverySetting
  default void descriptorsNobodyAskedForAreClosedAndTheDataArrive(Setting setting)
      throws Exception {
    with(
        setting,
        (pair, other) -> {
          Leaks.Count before = Leaks.descriptors();
          send(pair.writer(), "data", List.of(of(other.writer()), of(other.reader())));
          ByteBuffer dst = ByteBuffer.allocate(4);
          pair.reader().readAll(dst);
          assertEquals("data", Bytes.text(dst));
          before.assertSame();
        });
  }

  @Rule("FD-4")
  @InEverySetting
  default void descriptorsTravelWithAByteAtLeast(Setting setting) throws Exception {
    with(
        setting,
        (pair, other) -> {
          ByteBuffer[] none = {ByteBuffer.allocate(0)};
          List<Descriptor> sent = List.of(of(other.writer()));
          assertThrows(
              IllegalArgumentException.class,
              () -> pair.writer().writevFull(none, 0, 1, sent, Set.of()));
          assertThrows(
              IllegalArgumentException.class,
              () -> pair.writer().writevFullAll(none, 0, 1, sent, Set.of()));
          pair.writer().writeAll(Bytes.of("x"));
          assertEquals(1, Bytes.readSome(pair.reader(), ByteBuffer.allocate(2)));
        });
  }

  @Rule("FD-5")
  @InEverySetting
  default void onlyTheFirstReadOfReadAllTakesDescriptors(Setting setting) throws Exception {
    with(
        setting,
        (pair, other) -> {
          Leaks.Count before = Leaks.descriptors();
          send(pair.writer(), "first ", List.of(of(other.writer())));
          send(pair.writer(), "second", List.of(of(other.writer()), of(other.reader())));
          ByteBuffer[] dsts = {ByteBuffer.allocate(4), ByteBuffer.allocate(8)};
          try (DescriptorList received = new DescriptorList()) {
            pair.reader().readvFullAll(dsts, 0, 2, received);
            assertEquals(1, received.size());
            assertEquals("firs", Bytes.text(dsts[0]));
            assertEquals("t second", Bytes.text(dsts[1]));
          }
          before.assertSame();
        });
  }

  @Rule("FD-6")
  @InEverySetting
  default void anEndInsideReadAllClosesTheDescriptorsThatCame(Setting setting) throws Exception {
    with(
        setting,
        (pair, other) -> {
          Leaks.Count before = Leaks.descriptors();
          send(pair.writer(), "half", List.of(of(other.writer()), of(other.reader())));
          pair.writer().shutdown(qio.api.channel.ShutdownMode.WRITE);
          ByteBuffer[] dsts = {ByteBuffer.allocate(8)};
          try (DescriptorList received = new DescriptorList()) {
            assertThrows(
                EOFException.class, () -> pair.reader().readvFullAll(dsts, 0, 1, received));
            assertTrue(received.isEmpty(), "none is left to the caller");
          }
          before.assertSame();
        });
  }

  @Rule("FD-7")
  @InEverySetting
  default void descriptorsThatWouldBlockGoWithTheRetryAndOnlyOnce(Setting setting)
      throws Exception {
    with(
        setting,
        (pair, other) -> {
          long taken = Bytes.fillUp(pair.writer());
          ByteBuffer[] one = {Bytes.stream(taken, 1)};
          List<Descriptor> sent = List.of(of(other.writer()));
          assertEquals(QioChannel.WOULD_BLOCK, pair.writer().writevFull(one, 0, 1, sent, Set.of()));
          setting.applyTo(pair.writer());
          ByteBuffer[] rest = {Bytes.stream(taken, 500_000)};
          Job<Void> write =
              setting.start(
                  () -> {
                    pair.writer().writevFullAll(rest, 0, 1, sent, Set.of());
                    pair.writer().close();
                    return null;
                  });
          assertEquals(1, countAll(pair.reader(), taken + 500_000));
          write.await();
        });
  }

  /** Reads all the stream and counts the descriptors that come with it. */
  private static int countAll(QioChannel channel, long size) throws IOException {
    ByteBuffer[] dsts = {ByteBuffer.allocate(16_384)};
    int count = 0;
    long place = 0;
    while (place < size) {
      try (DescriptorList received = new DescriptorList()) {
        place += receive(channel, dsts, received);
        count += received.size();
        Bytes.assertStream(place - dsts[0].position(), dsts[0]);
        dsts[0].clear();
      }
    }
    return count;
  }

  @Rule("FD-8")
  @InEverySetting
  default void aLentDescriptorIsOpenAsLongAsItsChannel(Setting setting) throws Exception {
    with(
        setting,
        (pair, other) -> {
          Descriptor lent = of(other.writer());
          lent.close();
          assertTrue(lent.isOpen(), "closing what is lent does nothing");
          other.writer().writeAll(Bytes.of("x"));
          try (Descriptor copy = lent.dup()) {
            assertNotEquals(lent.number(), copy.number());
            other.writer().close();
            assertFalse(lent.isOpen());
            assertTrue(copy.isOpen());
            assertThrows(IOException.class, lent::dup);
          }
        });
  }
}

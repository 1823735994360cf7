package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tck.MessagePair.read;
import static qio.tck.MessagePair.receive;
import static qio.tck.MessagePair.with;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import qio.api.channel.ChannelFeature;
import qio.api.channel.Envelope;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.MessageChannel;
import qio.api.channel.MessageTooLongException;
import qio.api.channel.QioChannel;
import qio.api.channel.ReadFlag;
import qio.api.channel.ShutdownMode;
import qio.api.channel.TruncatedMessageException;
import qio.api.channel.UnsupportedFeatureException;

/** Messages: their borders, their sizes, their peers. */
interface MessageRules extends MessageSubject {

  @Rule("DGRAM-1")
  @InEverySetting
  default void eachReadGivesOneMessageHoweverMuchRoomThereIs(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          assertTrue(pair.client().hasFeature(ChannelFeature.MESSAGES));
          assertEquals(3, pair.client().write(Bytes.of("one")));
          pair.client().writeAll(Bytes.of("three"));
          assertEquals("one", read(pair.server()));
          assertEquals("three", read(pair.server()));
        });
  }

  @Rule("DGRAM-2")
  @InEverySetting
  default void severalBuffersAreOneMessageInOrder(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          ByteBuffer[] parts = {
            Bytes.of("ab"), ByteBuffer.allocate(0), ByteBuffer.allocateDirect(2), Bytes.of("ef")
          };
          parts[2].put(Bytes.of("cd")).flip();
          assertEquals(6, pair.client().writev(parts));
          assertFalse(parts[3].hasRemaining());
          pair.client().writevAll(Bytes.of("gh"), Bytes.of("i"));
          ByteBuffer[] into = {ByteBuffer.allocate(4), ByteBuffer.allocateDirect(4)};
          MessagePair.awaitMessage(pair.server());
          assertEquals(6, pair.server().readv(into));
          assertEquals("abcd", Bytes.text(into[0]));
          assertEquals("ef", Bytes.text(into[1]));
          assertEquals("ghi", read(pair.server()));
        });
  }

  @Rule("DGRAM-2")
  @InEverySetting
  default void aThousandAndMoreBuffersAreOneMessageToo(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          ByteBuffer[] parts = new ByteBuffer[1500];
          ByteBuffer[] into = new ByteBuffer[1500];
          for (int i = 0; i < parts.length; i++) {
            parts[i] = Bytes.stream(10L * i, 10);
            into[i] = i % 2 == 0 ? ByteBuffer.allocate(10) : ByteBuffer.allocateDirect(10);
          }
          assertEquals(15_000, pair.client().writev(parts));
          MessagePair.awaitMessage(pair.server());
          assertEquals(15_000, pair.server().readv(into));
          for (int i = 0; i < into.length; i++) {
            Bytes.assertStream(10L * i, into[i]);
          }
        });
  }

  @Rule("DGRAM-3")
  @InEverySetting
  default void aReadIntoTooLittleRoomSaysWhatIsLost(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          pair.client().writeAll(Bytes.of("a long message"));
          pair.client().writeAll(Bytes.of("next"));
          MessagePair.awaitMessage(pair.server());
          ByteBuffer dst = ByteBuffer.allocate(6);
          var cut = assertThrows(TruncatedMessageException.class, () -> pair.server().read(dst));
          assertEquals(14, cut.size());
          assertEquals(6, cut.room());
          assertTrue(
              String.valueOf(cut.getMessage()).startsWith(pair.server().address()), cut::toString);
          assertEquals("a long", Bytes.text(dst));
          assertEquals("next", read(pair.server()), "the rest of the first one is not read later");
        });
  }

  @Rule("DGRAM-3")
  @InEverySetting
  default void anEnvelopeTellsThatAMessageWasCut(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          pair.client().writeAll(Bytes.of("a long message"));
          pair.client().writeAll(Bytes.of("next"));
          pair.client().writeAll(Bytes.of("dropped"));
          Envelope envelope = pair.server().envelope();
          ByteBuffer dst = ByteBuffer.allocate(6);
          assertEquals(6, receive(pair.server(), dst, envelope));
          assertEquals("a long", Bytes.text(dst));
          assertTrue(envelope.isTruncated());
          assertEquals(OptionalLong.of(14), envelope.size());
          assertEquals("next", receive(pair.server(), envelope));
          assertFalse(envelope.isTruncated());
          assertEquals(OptionalLong.of(4), envelope.size());
          assertEquals(0, receive(pair.server(), dst, envelope), "no room: taken and dropped");
          assertTrue(envelope.isTruncated());
        });
  }

  @Rule("DGRAM-4")
  @InEverySetting
  default void anEmptyMessageIsAMessageAndNoEnd(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Envelope client = pair.introduced();
          assertEquals(0, pair.server().send(ByteBuffer.allocate(0), client));
          assertEquals(0, pair.server().send(new ByteBuffer[0], 0, 0, client));
          pair.server().send(Bytes.of("full"), client);
          ByteBuffer dst = ByteBuffer.allocate(10);
          assertEquals(0, read(pair.client(), dst));
          assertEquals(0, dst.position());
          Envelope envelope = pair.client().envelope();
          assertEquals(0, receive(pair.client(), dst, envelope));
          assertEquals(OptionalLong.of(0), envelope.size());
          assertEquals("full", read(pair.client()));
        });
  }

  @Rule("DGRAM-4")
  @InEverySetting
  default void aWriteOfNothingSendsNothingAndAReadWithoutRoomTakesNothing(Setting setting)
      throws Exception {
    with(
        this,
        setting,
        pair -> {
          assertEquals(0, pair.client().write(ByteBuffer.allocate(0)));
          pair.client().writeAll(Bytes.of("first"));
          MessagePair.awaitMessage(pair.server());
          assertEquals(0, pair.server().read(ByteBuffer.allocate(0)));
          assertEquals("first", read(pair.server()));
        });
  }

  @Rule("DGRAM-4")
  @InEverySetting
  default void aStreamViewStepsOverEmptyMessages(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Envelope client = pair.introduced();
          pair.server().send(ByteBuffer.allocate(0), client);
          pair.server().send(Bytes.of("x"), client);
          assertEquals('x', pair.client().asInputStream().read());
        });
  }

  @Rule("DGRAM-5")
  @InEverySetting
  default void thePeerOfAMessageIsToldAndCanBeAnswered(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          try (MessageChannel second = connectTo(pair.server().localAddress().orElseThrow())) {
            Envelope peer = pair.server().envelope();
            assertEquals(Optional.empty(), peer.address());
            for (MessageChannel each : new MessageChannel[] {pair.client(), second}) {
              each.writeAll(Bytes.of("who am I"));
              assertEquals("who am I", receive(pair.server(), peer));
              assertEquals(each.localAddress(), peer.address());
              assertEquals(2, pair.server().send(Bytes.of("me"), peer));
              assertEquals("me", read(each));
            }
            ByteBuffer[] parts = {Bytes.of("b"), Bytes.of("ye")};
            assertEquals(3, pair.server().send(parts, 0, 2, peer));
            assertEquals("bye", read(second));
          }
        });
  }

  @Rule("DGRAM-5")
  @InEverySetting
  default void anEnvelopeIsAddressedInText(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          pair.client().writeAll(Bytes.of("hello"));
          receive(pair.server(), pair.server().envelope());
          String address = pair.client().localAddress().orElseThrow();
          Envelope to = pair.server().envelope(address);
          assertEquals(Optional.of(address), to.address());
          pair.server().send(Bytes.of("found"), to);
          assertEquals("found", read(pair.client()));
          for (String bad :
              new String[] {"tcp://127.0.0.1:1", "file:/x", address + "?engine=native"}) {
            assertThrows(InvalidAddressException.class, () -> pair.server().envelope(bad));
          }
        });
  }

  @Rule("DGRAM-6")
  @InNonBlockingMode
  default void withNoMessageThereAReadWouldBlockAndChangesNothing(Setting setting)
      throws Exception {
    with(
        this,
        setting,
        pair -> {
          pair.client().writeAll(Bytes.of("x"));
          Envelope envelope = pair.server().envelope();
          receive(pair.server(), envelope);
          Optional<String> before = envelope.address();
          ByteBuffer dst = ByteBuffer.allocate(10);
          assertEquals(QioChannel.WOULD_BLOCK, pair.server().read(dst));
          assertEquals(QioChannel.WOULD_BLOCK, pair.server().receive(dst, envelope));
          assertEquals(0, dst.position());
          assertEquals(before, envelope.address());
          assertEquals(OptionalLong.of(1), envelope.size());
          pair.client().writeAll(Bytes.of("later"));
          assertEquals("later", read(pair.server()));
        });
  }

  @Rule("DGRAM-7")
  @InEverySetting
  default void aMessageThatIsTooLongIsRefusedWithTheLimit(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          ByteBuffer large = ByteBuffer.allocate(2 << 20);
          var refused =
              assertThrows(MessageTooLongException.class, () -> pair.client().write(large));
          assertEquals(2 << 20, refused.size());
          assertEquals(0, large.position());
          int limit = Math.toIntExact(refused.limit().orElseThrow());
          assertTrue(
              String.valueOf(refused.getMessage()).contains("limit is " + limit),
              refused::toString);
          ByteBuffer[] parts = {Bytes.stream(0, limit), Bytes.of("!")};
          assertThrows(MessageTooLongException.class, () -> pair.client().writevAll(parts));
          assertEquals(0, parts[0].position());
          pair.client().writeAll(parts[0]);
          ByteBuffer whole = ByteBuffer.allocate(limit + 1);
          assertEquals(limit, read(pair.server(), whole), "the limit itself is taken");
          Bytes.assertStream(0, whole);
        });
  }

  @Rule("DGRAM-8")
  @InEverySetting
  default void toReadAllIsToReadOneMessage(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          for (String each : new String[] {"exact", "abc", "def", "too long"}) {
            pair.client().writeAll(Bytes.of(each));
          }
          ByteBuffer dst = ByteBuffer.allocate(5);
          pair.server().readAll(dst);
          assertEquals("exact", Bytes.text(dst));
          var brief = assertThrows(EOFException.class, () -> pair.server().readAllEof(dst.clear()));
          assertTrue(
              String.valueOf(brief.getMessage()).contains("message has 3 bytes"), brief::toString);
          assertEquals("abc", Bytes.text(dst));
          assertEquals("def", read(pair.server()), "the next message was left alone");
          assertThrows(TruncatedMessageException.class, () -> pair.server().readAll(dst.clear()));
          pair.server().send(ByteBuffer.allocate(0), pair.introduced());
          assertThrows(EOFException.class, () -> pair.client().readAllEof(dst.clear()));
        });
  }

  @Rule("DGRAM-9")
  @InEverySetting
  default void withoutAPeerASendFailsAndTheChannelIsUsable(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          ByteBuffer src = Bytes.of("to whom");
          var plain = assertThrows(IOException.class, () -> pair.server().write(src));
          assertTrue(String.valueOf(plain.getMessage()).contains("no peer"), plain::toString);
          Envelope empty = pair.server().envelope();
          assertThrows(IOException.class, () -> pair.server().send(src, empty));
          assertEquals(0, src.position());
          assertThrows(
              IllegalArgumentException.class, () -> pair.server().send(src, new ForeignEnvelope()));
          pair.client().writeAll(Bytes.of("still there"));
          var foreign = new ForeignEnvelope();
          assertThrows(
              IllegalArgumentException.class,
              () -> pair.server().receive(ByteBuffer.allocate(20), foreign));
          assertEquals("still there", read(pair.server()));
        });
  }

  @Rule("DGRAM-10")
  @InEverySetting
  default void thatNobodyIsThereIsToldAndTheChannelIsUsable(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          String address = pair.server().localAddress().orElseThrow();
          pair.server().close();
          @Nullable IOException told = null;
          long end = System.nanoTime() + Patience.limit().toNanos();
          while (told == null) {
            assertTrue(System.nanoTime() < end, "nobody ever said that the peer is gone");
            told = failureOf(() -> pair.client().write(Bytes.of("anybody?")));
          }
          assertTrue(
              String.valueOf(told.getMessage()).startsWith(pair.client().address()),
              told::toString);
          assertTrue(pair.client().isOpen());
          assertEquals(Optional.of(address), pair.client().remoteAddress());
        });
  }

  private static @Nullable IOException failureOf(Job.Body call) throws Exception {
    try {
      call.run();
      return null;
    } catch (IOException failure) {
      return failure;
    }
  }

  @Rule("DGRAM-11")
  @InEverySetting
  default void messagesHaveNoEndSoNoDirectionEndsAlone(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          assertFalse(pair.client().hasFeature(ChannelFeature.SHUTDOWN));
          assertThrows(
              UnsupportedFeatureException.class, () -> pair.client().shutdown(ShutdownMode.WRITE));
          pair.client().writeAll(Bytes.of("still"));
          assertEquals("still", read(pair.server()));
        });
  }

  @Rule("DGRAM-12")
  @InEverySetting
  default void aPeekLeavesTheMessageAndCutsWithoutHarm(Setting setting) throws Exception {
    with(
        this,
        setting,
        pair -> {
          Assumptions.assumeTrue(
              pair.server().hasFeature(ChannelFeature.READ_MSG_PEEK), "no peeking here");
          pair.client().writeAll(Bytes.of("look"));
          pair.client().writeAll(Bytes.of("again"));
          MessagePair.awaitMessage(pair.server());
          for (int room : new int[] {10, 2}) {
            ByteBuffer[] dst = {ByteBuffer.allocate(room)};
            long n = pair.server().readvFull(dst, 0, 1, null, Set.of(ReadFlag.MSG_PEEK));
            assertEquals(Math.min(room, 4), n);
            assertEquals("look".substring(0, (int) n), Bytes.text(dst[0]));
          }
          assertEquals("look", read(pair.server()));
          assertEquals("again", read(pair.server()));
        });
  }

  /** An envelope that no channel has made. */
  final class ForeignEnvelope extends Envelope {
    @Override
    public Optional<String> address() {
      return Optional.empty();
    }
  }
}

package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.buffer;
import static qio.tests.contract.Defect.pair;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import qio.api.Qio;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.DatagramContract;
import qio.tck.ListenerContract;
import qio.tck.Rule;
import qio.tck.RuleFailures;
import qio.tck.SeekContract;

/**
 * The kit tests channels, and this tests the kit: a channel that breaks a rule must turn the test
 * of that rule red, and a sound one must not.
 */
@Rule({"KIT-2", "KIT-5"})
final class KitCatchesTest {

  static final String LIMIT = "qio.tck.limit";

  static Stream<Defect<?>> defects() {
    return Stream.of(
            TransferDefects.all(),
            EndDefects.all(),
            WaitDefects.all(),
            LoopDefects.all(),
            RelayDefects.all(),
            shutdowns(),
            claims(),
            others(),
            descriptors(),
            messages())
        .flatMap(part -> part);
  }

  private static Stream<Defect<?>> shutdowns() {
    return Stream.of(
        pair(
            "SHUT-2",
            "both directions end",
            BrokenChannels::shutsDownBothWays,
            BLOCKING_PLATFORM,
            ChannelContract::theOtherDirectionGoesOn),
        pair(
            "SHUT-3",
            "writes that fail are swallowed",
            BrokenChannels::swallowsWritesThatFail,
            BLOCKING_PLATFORM,
            ChannelContract::aWriteAfterShutdownOfWritingFailsThoughTheChannelIsOpen));
  }

  private static Stream<Defect<?>> claims() {
    return Stream.of(
        pair(
            "FEAT-1",
            "claims to listen",
            BrokenChannels::claimsToListen,
            BLOCKING_PLATFORM,
            ChannelContract::theSetOfFeaturesAgreesWithEachAnswer),
        pair(
            "FEAT-5",
            "a peek consumes",
            BrokenChannels::consumesWhatItPeeks,
            BLOCKING_PLATFORM,
            ChannelContract::peekingLeavesTheBytesWhereTheyAre),
        pair(
            "VIEW-2",
            "only half is sent",
            BrokenChannels::sendsOnlyHalfOfWhatItTakes,
            BLOCKING_PLATFORM,
            ChannelContract::streamsWaitInEitherModeAndMoveEverything),
        pair(
            "LEAK-1",
            "a thread is left behind",
            BrokenChannels::leavesAThreadBehind,
            BLOCKING_PLATFORM,
            ChannelContract::openingUsingAndClosingLeavesNoDescriptorAndNoThread));
  }

  private static Stream<Defect<?>> others() {
    return Stream.of(
        buffer(
            "SEEK-1",
            "every write appends",
            BrokenChannels::appendsWhereverItIs,
            SeekContract::aWriteHappensAtThePositionAndReplacesWhatWasThere),
        buffer(
            "SEEK-5",
            "a positional read moves the position",
            BrokenChannels::movesThePositionForPositionalReads,
            SeekContract::positionalTransfersLeaveThePositionAlone),
        buffer(
            "SEEK-11",
            "a hole is wherever it is looked for",
            BrokenChannels::takesHolesForData,
            SeekContract::dataAndHolesAreFoundInOrderUpToTheEnd),
        buffer(
            "SEEK-12",
            "a search that finds nothing moves the position",
            BrokenChannels::movesThePositionThoughItFindsNothing,
            SeekContract::fromTheEndOnThereIsNothingToFindAndThePositionStays),
        new Defect<ListenerContract>(
            "LSN-2",
            "the newest client comes first",
            new Listening(listener -> listener),
            new Listening(NewestFirstListener::new),
            BLOCKING_PLATFORM,
            ListenerContract::clientsThatWaitAreAcceptedInTheOrderInWhichTheyCame));
  }

  private static Stream<Defect<?>> messages() {
    return Stream.of(
        messages(
            "DGRAM-1",
            "two messages are read as one",
            BrokenMessages::joinsMessages,
            DatagramContract::eachReadGivesOneMessageHoweverMuchRoomThereIs),
        messages(
            "DGRAM-3",
            "a message is cut in silence",
            BrokenMessages::cutsInSilence,
            DatagramContract::aReadIntoTooLittleRoomSaysWhatIsLost),
        messages(
            "DGRAM-5",
            "all answers go to the first who asked",
            BrokenMessages::forgetsWhoAsked,
            DatagramContract::thePeerOfAMessageIsToldAndCanBeAnswered));
  }

  private static Defect<DatagramContract> messages(
      String rule,
      String defect,
      UnaryOperator<MessageChannel> spoil,
      Defect.Check<DatagramContract> check) {
    return new Defect<>(
        rule,
        defect,
        new Messages(BrokenMessages::new),
        new Messages(spoil),
        BLOCKING_PLATFORM,
        check);
  }

  private record Messages(UnaryOperator<MessageChannel> spoil) implements DatagramContract {

    @Override
    public MessageChannel openBound() throws Exception {
      return spoil.apply(Sockets.NIO.udp4());
    }

    @Override
    public MessageChannel connectTo(String address) throws Exception {
      return (MessageChannel) Sockets.NIO.connect(address);
    }
  }

  /** Where there are descriptors to pass. */
  private static Stream<Defect<?>> descriptors() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Stream.of();
    }
    return Stream.of(
        new Defect<ChannelContract>(
            "FD-1",
            "descriptors are dropped",
            () -> Sockets.NATIVE.pair(Sockets.unix()),
            () -> droppingDescriptors(Sockets.NATIVE.pair(Sockets.unix())),
            BLOCKING_PLATFORM,
            ChannelContract::aDescriptorArrivesAsANewOneOfTheSameThing));
  }

  /** {@link Broken} itself moves bytes and nothing else, though it says that it can. */
  private static ChannelPair droppingDescriptors(ChannelPair pair) {
    return ChannelPair.twoWay(new Broken(pair.writer()), new Broken(pair.reader()));
  }

  private record Listening(UnaryOperator<QioListener> spoil) implements ListenerContract {

    @Override
    public QioListener openListener() throws Exception {
      return spoil.apply(Qio.listen("mem:kit-catches"));
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      return Qio.connect(address);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void aBrokenChannelTurnsItsRuleRedAndASoundOneDoesNot(Defect<?> defect) throws Exception {
    assertCaught(defect);
  }

  static void assertCaught(Defect<?> defect) throws Exception {
    List<String> rules = List.of(defect.test().getAnnotation(Rule.class).value());
    assertTrue(rules.contains(defect.rule()), () -> defect + ", but the test is of " + rules);
    assertDoesNotThrow(defect::runSound, "a sound channel");
    Throwable red = assertThrows(Throwable.class, () -> runImpatiently(defect), defect.toString());
    assertFalse(red instanceof TestAbortedException, () -> "skipped instead: " + red);
    String report = RuleFailures.named(defect.test(), red).getMessage();
    assertTrue(report.startsWith(String.join(" ", rules) + " "), () -> "names no rule: " + report);
  }

  private static void runImpatiently(Defect<?> defect) throws Exception {
    System.setProperty(LIMIT, "1000");
    Broken.beginTest();
    try {
      defect.runBroken();
    } finally {
      Broken.endTest();
      System.clearProperty(LIMIT);
    }
  }
}

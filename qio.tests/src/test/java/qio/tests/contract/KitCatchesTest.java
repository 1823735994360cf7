package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import qio.api.Qio;
import qio.api.channel.MessageChannel;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.DatagramContract;
import qio.tck.ListenerContract;
import qio.tck.Rule;
import qio.tck.SeekContract;
import qio.tck.Setting;

/**
 * The kit tests channels, and this tests the kit: a channel that breaks a rule must turn the test
 * of that rule red, and a sound one must not.
 */
@Rule("KIT-2")
final class KitCatchesTest {

  static final String LIMIT = "qio.tck.limit";

  @BeforeEach
  void beImpatient() {
    System.setProperty(LIMIT, "1500");
  }

  @AfterEach
  void bePatientAgain() {
    System.clearProperty(LIMIT);
  }

  /** One test of the kit, run over some subject. */
  @FunctionalInterface
  interface Check<S> {
    void run(S subject, Setting setting) throws Exception;
  }

  record Defect<S>(String rule, String defect, S sound, S broken, Setting setting, Check<S> check) {

    @Override
    public String toString() {
      return rule + " catches: " + defect;
    }

    void runSound() throws Exception {
      check.run(sound, setting);
    }

    void runBroken() throws Exception {
      check.run(broken, setting);
    }
  }

  static Defect<ChannelContract> pair(
      String rule,
      String defect,
      UnaryOperator<QioChannel> spoil,
      Setting setting,
      Check<ChannelContract> check) {
    return new Defect<>(
        rule, defect, () -> layered(Broken::new), () -> layered(spoil), setting, check);
  }

  static ChannelPair layered(UnaryOperator<QioChannel> layer) {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(layer.apply(pair.first()), layer.apply(pair.second()));
  }

  static Defect<SeekContract> buffer(
      String rule, String defect, UnaryOperator<QioChannel> spoil, Check<SeekContract> check) {
    return new Defect<>(
        rule,
        defect,
        () -> new Broken(MemoryChannels.buffer()),
        () -> spoil.apply(MemoryChannels.buffer()),
        BLOCKING_PLATFORM,
        check);
  }

  static Stream<Defect<?>> defects() {
    return Stream.of(
            transfers(), ends(), waiting(), loops(), claims(), others(), descriptors(), messages())
        .flatMap(part -> part);
  }

  private static Stream<Defect<?>> transfers() {
    return Stream.of(
        pair(
            "IO-1",
            "the position stays where it was",
            BrokenChannels::leavesThePositionWhereItWas,
            BLOCKING_PLATFORM,
            ChannelContract::aReadGivesWhatTheOtherEndWroteThoughTheBufferHoldsMore),
        pair(
            "IO-2",
            "the end is told once",
            BrokenChannels::tellsTheEndOnce,
            BLOCKING_PLATFORM,
            ChannelContract::theEndOfTheStreamIsTheEndAgainAndAgain),
        pair(
            "IO-3",
            "0 for what would block",
            BrokenChannels::answersZeroForWhatWouldBlock,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aReadWithNothingThereWouldBlock),
        pair(
            "IO-5",
            "a byte of a partial write is lost",
            BrokenChannels::losesAByteOfAPartialWrite,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aFullChannelTakesPartThenWouldBlockAndGoesOnOnceThereIsRoom),
        pair(
            "IO-6",
            "the last buffer is filled first",
            BrokenChannels::fillsTheLastBufferFirst,
            BLOCKING_PLATFORM,
            ChannelContract::aScatteringReadFillsTheBuffersInOrder),
        pair(
            "IO-14",
            "only half is sent",
            BrokenChannels::sendsOnlyHalfOfWhatItTakes,
            BLOCKING_PLATFORM,
            ChannelContract::aQuarterOfAThousandBuffersArriveIdentical),
        pair(
            "IO-15",
            "writes that fail are swallowed",
            BrokenChannels::swallowsWritesThatFail,
            BLOCKING_PLATFORM,
            ChannelContract::aWriteToAnEndThatIsGoneFailsAndTheMessageNamesTheChannel),
        pair(
            "ALL-1",
            "the end comes after the first read",
            BrokenChannels::endsAfterTheFirstRead,
            BLOCKING_PLATFORM,
            ChannelContract::readAllWaitsForEveryPiece),
        pair(
            "ALL-4",
            "a byte of a partial write is lost",
            BrokenChannels::losesAByteOfAPartialWrite,
            NON_BLOCKING_PLATFORM,
            ChannelContract::writeAllSleepsUntilTheLastByteIsTaken));
  }

  private static Stream<Defect<?>> ends() {
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
            ChannelContract::aWriteAfterShutdownOfWritingFailsThoughTheChannelIsOpen),
        pair(
            "CLOSE-3",
            "a sleeper cannot be woken",
            BrokenChannels::cannotBeWoken,
            BLOCKING_PLATFORM,
            ChannelContract::closeWakesTheReader),
        pair(
            "CLOSE-4",
            "the tail is lost",
            BrokenChannels::losesTheTailAtClose,
            BLOCKING_PLATFORM,
            ChannelContract::whatWasWrittenBeforeCloseArrivesAndThenTheEnd));
  }

  private static Stream<Defect<?>> waiting() {
    return Stream.of(
        pair(
            "INT-1",
            "an interrupt is forgotten",
            BrokenChannels::sleepsThroughInterrupts,
            BLOCKING_PLATFORM,
            ChannelContract::anInterruptEndsABlockingReadAndTheChannelIsUsable),
        pair(
            "CONC-2",
            "one lock for both directions",
            BrokenChannels::hasOneLockForBothDirections,
            BLOCKING_PLATFORM,
            ChannelContract::aSleepingReaderDoesNotHinderTheWriterOfTheSameChannel),
        pair(
            "WAIT-1",
            "a wait does not wait",
            BrokenChannels::isAlwaysReady,
            BLOCKING_PLATFORM,
            ChannelContract::awaitSleepsUntilThereIsSomethingToRead),
        pair(
            "WAIT-2",
            "a wait never ends by time",
            BrokenChannels::isAlwaysReady,
            BLOCKING_PLATFORM,
            ChannelContract::awaitAnswersFalseWhenTheTimeIsUp),
        pair(
            "WAIT-5",
            "a sleeper cannot be woken",
            BrokenChannels::cannotBeWoken,
            BLOCKING_PLATFORM,
            ChannelContract::wakeReadEndsAWaitWithNothingRead));
  }

  private static Stream<Defect<?>> loops() {
    return Stream.of(
        pair(
            "WATCH-1",
            "a watch fires for nothing",
            BrokenChannels::isAlwaysReady,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aWatchForInputIsCalledOnceThereIsSomethingAndNotBefore),
        pair(
            "WATCH-2",
            "one call an event",
            BrokenChannels::callsOncePerEvent,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackThatStaysIsCalledAgainAsLongAsTheChannelIsReady),
        pair(
            "WATCH-7",
            "close does not wait for the callback",
            BrokenChannels::doesNotWaitForACallbackThatRuns,
            NON_BLOCKING_PLATFORM,
            ChannelContract::closingAWatchWaitsForACallbackThatRuns),
        pair(
            "WAIT-10",
            "a sleep takes no notice of the time",
            BrokenChannels::sleepsPastEveryLimit,
            BLOCKING_PLATFORM,
            ChannelContract::aDeadlineEndsABlockingRead),
        pair(
            "WATCH-8",
            "close does not wait for the callback",
            BrokenChannels::doesNotWaitForACallbackThatRuns,
            NON_BLOCKING_PLATFORM,
            ChannelContract::closingTheChannelRemovesItsWatchesAndWaitsForACallbackThatRuns),
        pair(
            "HND-2",
            "a handler stays for ever",
            BrokenChannels::neverRemovesAHandler,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aHandlerStaysUntilItIsRemovedAndThenIsNeverCalledAgain));
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
      Check<DatagramContract> check) {
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
  void aBrokenChannelTurnsItsRuleRedAndASoundOneDoesNot(Defect<?> defect) {
    assertDoesNotThrow(defect::runSound, "a sound channel");
    Throwable red = assertThrows(Throwable.class, defect::runBroken, defect.toString());
    assertFalse(red instanceof TestAbortedException, () -> "skipped instead: " + red);
  }
}

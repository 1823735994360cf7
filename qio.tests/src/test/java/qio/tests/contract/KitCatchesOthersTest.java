package qio.tests.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static qio.api.channel.ShutdownMode.READ;
import static qio.api.channel.ShutdownMode.WRITE;
import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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
import qio.tck.SeekContract;
import qio.tck.Setting;
import qio.tests.contract.KitCatchesTest.Check;
import qio.tests.contract.KitCatchesTest.Defect;

/**
 * {@link KitCatchesTest} for positions, ends, listeners, messages, descriptors and what a channel
 * says of itself; and that of these rules none is left out.
 */
@Rule("KIT-2")
final class KitCatchesOthersTest {

  private static final boolean HAS_DESCRIPTORS = System.getProperty("os.name").equals("Linux");

  private static final Set<String> FAMILIES =
      Set.of("DGRAM", "LSN", "SEEK", "SHUT", "VIEW", "FD", "FEAT", "LEAK");

  private final KitCatchesTest kit = new KitCatchesTest();

  @AfterEach
  void cleanUp() throws IOException {
    kit.bePatientAgain();
    BrokenMessages.closeWhatWasLeftOpen();
  }

  static Stream<Defect<?>> defects() {
    return Stream.of(
            positions(),
            ends(),
            views(),
            claims(),
            listeners(),
            listenersAtWork(),
            messages(),
            messagesThatFail(),
            messagesOverTime(),
            HAS_DESCRIPTORS ? descriptors() : Stream.<Defect<?>>of())
        .flatMap(part -> part);
  }

  private static Stream<Defect<?>> positions() {
    return Stream.of(
        KitCatchesTest.buffer(
            "SEEK-2",
            "it does not matter from where",
            BrokenSeeks::countsFromTheBeginningAlways,
            SeekContract::seekCountsFromTheBeginningThePositionOrTheEnd),
        KitCatchesTest.buffer(
            "SEEK-3",
            "a negative position is the beginning",
            BrokenSeeks::stopsAtTheBeginning,
            SeekContract::aNegativePositionIsRefusedAndChangesNothing),
        KitCatchesTest.buffer(
            "SEEK-4",
            "a gap holds anything",
            BrokenSeeks::fillsGapsWithAnything,
            SeekContract::aGapReadsAsZeros),
        KitCatchesTest.buffer(
            "SEEK-6",
            "one buffer is filled",
            BrokenSeeks::readsIntoTheFirstBufferOnly,
            SeekContract::positionalTransfersHonourSeveralBuffers),
        KitCatchesTest.buffer(
            "SEEK-7",
            "an end that was found stays",
            BrokenSeeks::staysAtAnEndThatItHasFound,
            SeekContract::aReadAtOrPastTheEndFindsItAndMoreCanBeWrittenLater),
        KitCatchesTest.buffer(
            "SEEK-8",
            "it is never ready",
            BrokenSeeks::isNeverReady,
            SeekContract::aChannelWithAPositionIsAlwaysReady),
        KitCatchesTest.buffer(
            "SEEK-9",
            "one thread only",
            BrokenSeeks::belongsToTheThreadThatCameFirst,
            SeekContract::manyThreadsMayUsePositionsAtOnce));
  }

  private static Stream<Defect<?>> ends() {
    return Stream.of(
        pair(
            "SHUT-1",
            "the end is not told",
            below -> BrokenEnds.doesNotEnd(below, WRITE),
            ChannelContract::afterShutdownOfWritingTheOtherEndReadsTheRestAndThenTheEnd),
        pair(
            "SHUT-1",
            "the rest is lost",
            BrokenChannels::losesTheTailAtClose,
            ChannelContract::afterShutdownOfWritingTheOtherEndReadsTheRestAndThenTheEnd),
        pair(
            "SHUT-4",
            "reads fail",
            BrokenEnds::failsWhereReadsHaveEnded,
            ChannelContract::afterShutdownOfReadingReadsFindTheEnd),
        pair(
            "SHUT-4",
            "a reader sleeps on",
            below -> BrokenEnds.doesNotEnd(below, READ),
            ChannelContract::shutdownOfReadingWakesTheReaderWithTheEnd),
        pair(
            "SHUT-5",
            "both is one",
            BrokenEnds::endsReadingWhereBothAreToEnd,
            ChannelContract::shutdownOfBothEndsBoth),
        pair(
            "SHUT-6",
            "the second time fails",
            BrokenEnds::refusesToEndTwice,
            ChannelContract::shuttingDownAgainIsQuiet),
        pair(
            "SHUT-7",
            "a writer sleeps on",
            below -> BrokenEnds.doesNotEnd(below, WRITE),
            ChannelContract::shutdownOfWritingWakesTheWriterWithAFailure));
  }

  private static Stream<Defect<?>> views() {
    return Stream.of(
        pair(
            "VIEW-1",
            "the end is a failure",
            BrokenEnds::throwsAtTheEnd,
            ChannelContract::aByteChannelAnswersZeroForWhatWouldBlockAndMinusOneForTheEnd),
        pair(
            "VIEW-1",
            "the last buffer is filled first",
            BrokenChannels::fillsTheLastBufferFirst,
            ChannelContract::aByteChannelScattersAndGathers));
  }

  private static Stream<Defect<?>> claims() {
    return Stream.of(
        pair(
            "FEAT-3",
            "a hint is refused",
            BrokenEnds::refusesHints,
            ChannelContract::hintsAreTakenOrIgnoredAndNeverFail),
        pair(
            "FEAT-3",
            "what is corked is lost",
            BrokenEnds::losesWhatIsCorked,
            ChannelContract::whatWasWrittenUnderACorkIsThereOnceItIsPulled),
        pair(
            "FEAT-4",
            "copies are told where none were made",
            BrokenEnds::saysThatItCopied,
            ChannelContract::flushReturnsAtOnceWhereNothingWasWrittenWithoutCopy),
        pair(
            "FEAT-6",
            "its text is without its name",
            BrokenEnds::keepsItsNameToItself,
            ChannelContract::aChannelIsNamedByItsAddressAndByTheNameItWasGiven),
        pair(
            "LEAK-2",
            "an end leaves a thread behind",
            BrokenEnds::leavesAThreadBehindAtTheEnd,
            ChannelContract::aFailedUseLeavesNoDescriptorAndNoThreadEither));
  }

  private static Defect<ChannelContract> pair(
      String rule, String defect, UnaryOperator<QioChannel> spoil, Check<ChannelContract> check) {
    return KitCatchesTest.pair(rule, defect, spoil, BLOCKING_PLATFORM, check);
  }

  private static Stream<Defect<?>> listeners() {
    return Stream.of(
        listener(
            "LSN-1",
            "clients are born non-blocking",
            BrokenListeners::acceptsInNonBlockingMode,
            ListenerContract::acceptWaitsForAClientAndTheTwoAreJoined),
        listener(
            "LSN-3",
            "it is ready for nothing",
            BrokenListeners.on(BrokenChannels::isAlwaysReady),
            ListenerContract::theListenersChannelTellsThatAClientWaitsAndCarriesNoData),
        listener(
            "LSN-3",
            "its channel takes data",
            BrokenListeners.on(BrokenListeners::takesDataForNobody),
            ListenerContract::theListenersChannelTellsThatAClientWaitsAndCarriesNoData),
        listener(
            "LSN-4",
            "a sleeper cannot be woken",
            BrokenListeners.on(BrokenChannels::cannotBeWoken),
            ListenerContract::closeWakesWhoeverAccepts),
        listener(
            "LSN-5",
            "an interrupt closes it",
            BrokenListeners.on(BrokenListeners::closesAtAnInterrupt),
            ListenerContract::anInterruptEndsAcceptAndTheListenerIsUsable));
  }

  private static Stream<Defect<?>> listenersAtWork() {
    return Stream.of(
        listener(
            "LSN-6",
            "its clients end with it",
            BrokenListeners::closesItsClientsWithItself,
            ListenerContract::acceptedChannelsOutliveTheListenerAndLaterClientsAreRefused),
        listener(
            "LSN-7",
            "who waits is forgotten",
            BrokenListeners::leavesWaitingClientsAlone,
            ListenerContract::aClientThatNobodyAcceptedFindsTheEndOnceTheListenerIsClosed),
        listener(
            "LSN-8",
            "one call an event",
            BrokenListeners.on(BrokenChannels::callsOncePerEvent),
            ListenerContract::aWatchAcceptsOnALoopUntilItIsClosed),
        listener(
            "LSN-9",
            "one thread only",
            BrokenListeners::belongsToTheThreadThatCameFirst,
            ListenerContract::manyThreadsMayAcceptAtOnceAndEachClientIsAcceptedOnce),
        listener(
            "LSN-10",
            "a thread is left behind",
            BrokenListeners.on(BrokenChannels::leavesAThreadBehind),
            ListenerContract::listeningAndAcceptingLeavesNothingBehind),
        listener(
            "LSN-11",
            "clients cannot be closed",
            BrokenListeners::acceptsWhatCannotBeClosed,
            ListenerContract::aClientThatTheCallbackDoesNotTakeIsClosedAndTheNextOneIsServed));
  }

  private static Defect<ListenerContract> listener(
      String rule, String defect, UnaryOperator<QioListener> spoil, Check<ListenerContract> check) {
    return new Defect<>(
        rule,
        defect,
        new Listening(BrokenListeners::new),
        new Listening(spoil),
        BLOCKING_PLATFORM,
        check);
  }

  private record Listening(UnaryOperator<QioListener> spoil) implements ListenerContract {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public QioListener openListener() throws Exception {
      return spoil.apply(Qio.listen("mem:kit-catches-others-" + COUNT.incrementAndGet()));
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      return Qio.connect(address);
    }
  }

  private static Stream<Defect<?>> messages() {
    return Stream.of(
        udp(
            "DGRAM-2",
            "each buffer is a message",
            BrokenMessages::sendsEachBufferAlone,
            DatagramContract::severalBuffersAreOneMessageInOrder),
        udp(
            "DGRAM-4",
            "an empty message is the end",
            BrokenMessages::takesAnEmptyMessageForTheEnd,
            DatagramContract::anEmptyMessageIsAMessageAndNoEnd),
        datagrams(
            "DGRAM-6",
            "the position moves though nothing came",
            BrokenMessages::movesThePositionThoughNothingCame,
            Sockets.NIO,
            NON_BLOCKING_PLATFORM,
            DatagramContract::withNoMessageThereAReadWouldBlockAndChangesNothing),
        udp(
            "DGRAM-7",
            "what is too long counts as sent",
            BrokenMessages::swallowsWhatIsTooLong,
            DatagramContract::aMessageThatIsTooLongIsRefusedWithTheLimit),
        udp(
            "DGRAM-8",
            "a short message is filled up with the next",
            BrokenMessages::readsOnUntilTheBufferIsFull,
            DatagramContract::toReadAllIsToReadOneMessage));
  }

  private static Stream<Defect<?>> messagesThatFail() {
    return Stream.of(
        udp(
            "DGRAM-9",
            "what has no peer counts as sent",
            BrokenMessages::dropsWhatHasNoPeer,
            DatagramContract::withoutAPeerASendFailsAndTheChannelIsUsable),
        udp(
            "DGRAM-10",
            "it closes itself when nobody is there",
            BrokenMessages::closesItselfWhenNobodyIsThere,
            DatagramContract::thatNobodyIsThereIsToldAndTheChannelIsUsable),
        udp(
            "DGRAM-11",
            "claims to end a direction",
            BrokenMessages::claimsToEndADirection,
            DatagramContract::messagesHaveNoEndSoNoDirectionEndsAlone));
  }

  private static Stream<Defect<?>> messagesOverTime() {
    return Stream.of(
        udp(
            "DGRAM-13",
            "it does not sleep",
            BrokenMessages::doesNotSleep,
            DatagramContract::aReceiverSleepsUntilAMessageComes),
        udp(
            "DGRAM-13",
            "an interrupt closes it",
            BrokenMessages::closesAtAnInterrupt,
            DatagramContract::anInterruptEndsAReceiveAndLosesNothing),
        udp(
            "DGRAM-14",
            "a descriptor is left open",
            BrokenMessages::leavesItsDescriptorOpen,
            DatagramContract::nothingIsLeftBehind),
        datagrams(
            "DGRAM-15",
            "a watch fires for nothing",
            BrokenMessages::isAlwaysReady,
            Sockets.NIO,
            NON_BLOCKING_PLATFORM,
            DatagramContract::aWatchIsCalledForMessagesAndForRoom));
  }

  private static Defect<DatagramContract> udp(
      String rule,
      String defect,
      UnaryOperator<MessageChannel> spoil,
      Check<DatagramContract> check) {
    return datagrams(rule, defect, spoil, Sockets.NIO, BLOCKING_PLATFORM, check);
  }

  private static Defect<DatagramContract> datagrams(
      String rule,
      String defect,
      UnaryOperator<MessageChannel> spoil,
      Sockets sockets,
      Setting setting,
      Check<DatagramContract> check) {
    return new Defect<>(
        rule,
        defect,
        new Messages(sockets, BrokenMessages::new),
        new Messages(sockets, spoil),
        setting,
        check);
  }

  /** Both ends are spoilt. The portable engine has UDP alone. */
  private record Messages(Sockets sockets, UnaryOperator<MessageChannel> spoil)
      implements DatagramContract {

    @Override
    public MessageChannel openBound() throws Exception {
      return spoil.apply(sockets == Sockets.NIO ? sockets.udp4() : sockets.unixgram());
    }

    @Override
    public MessageChannel connectTo(String address) throws Exception {
      return spoil.apply((MessageChannel) sockets.connect(address));
    }
  }

  /** Where there are descriptors to pass, and messages to peek at. */
  private static Stream<Defect<?>> descriptors() {
    return Stream.of(
        datagrams(
            "DGRAM-12",
            "a peek consumes",
            BrokenMessages::consumesWhatItPeeks,
            Sockets.NATIVE,
            BLOCKING_PLATFORM,
            DatagramContract::aPeekLeavesTheMessageAndCutsWithoutHarm),
        datagrams(
            "DGRAM-16",
            "descriptors are dropped",
            BrokenMessages::dropsDescriptors,
            Sockets.NATIVE,
            BLOCKING_PLATFORM,
            DatagramContract::descriptorsArriveWithTheirMessage),
        passing(
            "FD-2",
            "what was sent is closed",
            BrokenDescriptors::closesWhatItHasSent,
            ChannelContract::aDescriptorArrivesAsANewOneOfTheSameThing),
        passing(
            "FD-3",
            "what nobody asked for stays open",
            BrokenDescriptors::leavesUnwantedOnesOpen,
            ChannelContract::descriptorsNobodyAskedForAreClosedAndTheDataArrive),
        passing(
            "FD-5",
            "every read takes descriptors",
            BrokenDescriptors::goesOnFillingTheFirstList,
            ChannelContract::onlyTheFirstReadOfReadAllTakesDescriptors),
        passing(
            "FD-6",
            "what arrives cannot be closed",
            BrokenDescriptors::lendsWhatArrives,
            ChannelContract::anEndInsideReadAllClosesTheDescriptorsThatCame),
        passing(
            "FD-7",
            "every piece takes descriptors along",
            BrokenDescriptors::sendsThemWithEveryPiece,
            ChannelContract::descriptorsThatWouldBlockGoWithTheRetryAndOnlyOnce),
        passing(
            "FD-8",
            "closing what is lent closes the channel",
            BrokenDescriptors::givesItsDescriptorAway,
            ChannelContract::aLentDescriptorIsOpenAsLongAsItsChannel));
  }

  private static Defect<ChannelContract> passing(
      String rule, String defect, UnaryOperator<QioChannel> spoil, Check<ChannelContract> check) {
    return new Defect<>(
        rule,
        defect,
        () -> layered(BrokenDescriptors::new),
        () -> layered(spoil),
        BLOCKING_PLATFORM,
        check);
  }

  private static ChannelPair layered(UnaryOperator<QioChannel> layer) throws IOException {
    ChannelPair below = Sockets.NATIVE.pair(Sockets.unix());
    return ChannelPair.twoWay(layer.apply(below.writer()), layer.apply(below.reader()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void aBrokenChannelTurnsItsRuleRedAndASoundOneDoesNot(Defect<?> defect) {
    assertDoesNotThrow(defect::runSound, "a sound channel");
    kit.beImpatient(); // with the broken one alone, which a busy machine cannot make sound
    Throwable red = assertThrows(Throwable.class, defect::runBroken, defect.toString());
    assertFalse(red instanceof TestAbortedException, () -> "skipped instead: " + red);
  }

  @Test
  void eachOfTheseRulesIsBrokenByADefectOrCannotBeBroken() {
    assumeTrue(HAS_DESCRIPTORS, "without descriptors some rules cannot be broken here");
    Set<String> broken =
        Stream.concat(KitCatchesTest.defects(), defects())
            .map(Defect::rule)
            .filter(KitCatchesOthersTest::isOurs)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> answered = new TreeSet<>(broken);
    answered.addAll(UnbreakableOthers.REASONS.keySet());
    assertEquals(rulesOfTheKit(), answered);
    assertEquals(
        answered.size(), broken.size() + UnbreakableOthers.REASONS.size(), "one or the other");
  }

  private static Set<String> rulesOfTheKit() {
    return Stream.of(
            ChannelContract.class,
            ListenerContract.class,
            SeekContract.class,
            DatagramContract.class)
        .flatMap(contract -> Arrays.stream(contract.getMethods()))
        .filter(test -> test.isAnnotationPresent(Rule.class))
        .flatMap(test -> Arrays.stream(test.getAnnotation(Rule.class).value()))
        .filter(KitCatchesOthersTest::isOurs)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOurs(String rule) {
    return FAMILIES.contains(rule.substring(0, rule.indexOf('-')));
  }
}

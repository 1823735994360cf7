package qio.tests.contract;

import static qio.api.channel.ShutdownMode.READ;
import static qio.api.channel.ShutdownMode.WRITE;
import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
import qio.tests.contract.Defect.Check;

/**
 * {@link KitCatchesTest} for positions, ends, listeners, messages, descriptors and what a channel
 * says of itself.
 */
@Rule("KIT-2")
final class KitCatchesOthersTest {

  private static final boolean HAS_DESCRIPTORS = System.getProperty("os.name").equals("Linux");

  @AfterEach
  void cleanUp() throws IOException {
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
        Defect.buffer(
            "SEEK-2",
            "it does not matter from where",
            BrokenSeeks::countsFromTheBeginningAlways,
            SeekContract::seekCountsFromTheBeginningThePositionOrTheEnd),
        Defect.buffer(
            "SEEK-3",
            "a negative position is the beginning",
            BrokenSeeks::stopsAtTheBeginning,
            SeekContract::aNegativePositionIsRefusedAndChangesNothing),
        Defect.buffer(
            "SEEK-4",
            "a gap holds anything",
            BrokenSeeks::fillsGapsWithAnything,
            SeekContract::aGapReadsAsZeros),
        Defect.buffer(
            "SEEK-6",
            "one buffer is filled",
            BrokenSeeks::readsIntoTheFirstBufferOnly,
            SeekContract::positionalTransfersHonourSeveralBuffers),
        Defect.buffer(
            "SEEK-7",
            "an end that was found stays",
            BrokenSeeks::staysAtAnEndThatItHasFound,
            SeekContract::aReadAtOrPastTheEndFindsItAndMoreCanBeWrittenLater),
        Defect.buffer(
            "SEEK-8",
            "it is never ready",
            BrokenSeeks::isNeverReady,
            SeekContract::aChannelWithAPositionIsAlwaysReady),
        Defect.buffer(
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
            below -> BrokenShutdowns.doesNotEnd(below, WRITE),
            ChannelContract::afterShutdownOfWritingTheOtherEndReadsTheRestAndThenTheEnd),
        pair(
            "SHUT-1",
            "the rest is lost",
            BrokenEnds::losesTheTailAtClose,
            ChannelContract::afterShutdownOfWritingTheOtherEndReadsTheRestAndThenTheEnd),
        pair(
            "SHUT-4",
            "reads fail",
            BrokenShutdowns::failsWhereReadsHaveEnded,
            ChannelContract::afterShutdownOfReadingReadsFindTheEnd),
        pair(
            "SHUT-4",
            "a reader sleeps on",
            below -> BrokenShutdowns.doesNotEnd(below, READ),
            ChannelContract::shutdownOfReadingWakesTheReaderWithTheEnd),
        pair(
            "SHUT-5",
            "both is one",
            BrokenShutdowns::endsReadingWhereBothAreToEnd,
            ChannelContract::shutdownOfBothEndsBoth),
        pair(
            "SHUT-6",
            "the second time fails",
            BrokenShutdowns::refusesToEndTwice,
            ChannelContract::shuttingDownAgainIsQuiet),
        pair(
            "SHUT-7",
            "a writer sleeps on",
            below -> BrokenShutdowns.doesNotEnd(below, WRITE),
            ChannelContract::shutdownOfWritingWakesTheWriterWithAFailure));
  }

  private static Stream<Defect<?>> views() {
    return Stream.of(
        pair(
            "VIEW-1",
            "the end is a failure",
            BrokenShutdowns::throwsAtTheEnd,
            ChannelContract::aByteChannelAnswersZeroForWhatWouldBlockAndMinusOneForTheEnd),
        pair(
            "VIEW-1",
            "the last buffer is filled first",
            BrokenTransfers::fillsTheLastBufferFirst,
            ChannelContract::aByteChannelScattersAndGathers));
  }

  private static Stream<Defect<?>> claims() {
    return Stream.of(
        pair(
            "FEAT-3",
            "a hint is refused",
            BrokenShutdowns::refusesHints,
            ChannelContract::hintsAreTakenOrIgnoredAndNeverFail),
        pair(
            "FEAT-3",
            "what is corked is lost",
            BrokenShutdowns::losesWhatIsCorked,
            ChannelContract::whatWasWrittenUnderACorkIsThereOnceItIsPulled),
        pair(
            "FEAT-4",
            "copies are told where none were made",
            BrokenShutdowns::saysThatItCopied,
            ChannelContract::flushReturnsAtOnceWhereNothingWasWrittenWithoutCopy),
        pair(
            "FEAT-6",
            "its text is without its name",
            BrokenShutdowns::keepsItsNameToItself,
            ChannelContract::aChannelIsNamedByItsAddressAndByTheNameItWasGiven),
        pair(
            "LEAK-2",
            "an end leaves a thread behind",
            BrokenShutdowns::leavesAThreadBehindAtTheEnd,
            ChannelContract::aFailedUseLeavesNoDescriptorAndNoThreadEither));
  }

  private static Defect<ChannelContract> pair(
      String rule, String defect, UnaryOperator<QioChannel> spoil, Check<ChannelContract> check) {
    return Defect.pair(rule, defect, spoil, BLOCKING_PLATFORM, check);
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
            BrokenListeners.on(BrokenWaits::isAlwaysReady),
            ListenerContract::theListenersChannelTellsThatAClientWaitsAndCarriesNoData),
        listener(
            "LSN-3",
            "its channel takes data",
            BrokenListeners.on(BrokenListeners::takesDataForNobody),
            ListenerContract::theListenersChannelTellsThatAClientWaitsAndCarriesNoData),
        listener(
            "LSN-4",
            "a sleeper cannot be woken",
            BrokenListeners.on(BrokenWaits::cannotBeWoken),
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
            BrokenListeners.on(BrokenWatches::callsOncePerEvent),
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
  void aBrokenChannelTurnsItsRuleRedAndASoundOneDoesNot(Defect<?> defect) throws Exception {
    KitCatchesTest.assertCaught(defect);
  }
}

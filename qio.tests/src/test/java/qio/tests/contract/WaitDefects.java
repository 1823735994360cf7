package qio.tests.contract;

import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.BLOCKING_VIRTUAL;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.pair;

import java.util.stream.Stream;
import qio.tck.ChannelContract;

/** Ways to break the rules of waiting. */
final class WaitDefects {

  private WaitDefects() {}

  static Stream<Defect<?>> all() {
    return Stream.of(interrupts(), directions(), waits(), deadlines()).flatMap(part -> part);
  }

  private static Stream<Defect<?>> interrupts() {
    return Stream.of(
        pair(
            "INT-1",
            "an interrupt is forgotten",
            BrokenWaits::sleepsThroughInterrupts,
            BLOCKING_PLATFORM,
            ChannelContract::anInterruptEndsABlockingReadAndTheChannelIsUsable),
        pair(
            "INT-2",
            "an interrupt closes the channel",
            BrokenWaits::closesAtAnInterrupt,
            BLOCKING_PLATFORM,
            ChannelContract::anInterruptEndsABlockingReadAndTheChannelIsUsable),
        pair(
            "INT-3",
            "an earlier interrupt is swallowed",
            BrokenWaits::forgetsAnInterruptBeforeItSleeps,
            BLOCKING_PLATFORM,
            ChannelContract::aThreadThatIsInterruptedAlreadyDoesNotGoToSleep),
        pair(
            "INT-4",
            "an interrupt ends what need not sleep",
            BrokenWaits::failsWhenInterruptedThoughItNeedNotSleep,
            NON_BLOCKING_PLATFORM,
            ChannelContract::anInterruptDoesNotKeepATransferFromMovingWhatCanBeMoved));
  }

  private static Stream<Defect<?>> directions() {
    return Stream.of(
        pair(
            "CONC-2",
            "one lock for both directions",
            BrokenWaits::hasOneLockForBothDirections,
            BLOCKING_PLATFORM,
            ChannelContract::aSleepingReaderDoesNotHinderTheWriterOfTheSameChannel),
        pair(
            "CONC-3",
            "whoever sends loses what came in",
            BrokenWaits::isHalfDuplex,
            BLOCKING_PLATFORM,
            ChannelContract::bothDirectionsAtFullLoadAtTheSameTime));
  }

  private static Stream<Defect<?>> waits() {
    return Stream.of(
        pair(
            "WAIT-1",
            "a wait does not wait",
            BrokenWaits::isAlwaysReady,
            BLOCKING_PLATFORM,
            ChannelContract::awaitSleepsUntilThereIsSomethingToRead),
        pair(
            "WAIT-2",
            "a wait never ends by time",
            BrokenWaits::isAlwaysReady,
            BLOCKING_PLATFORM,
            ChannelContract::awaitAnswersFalseWhenTheTimeIsUp),
        pair(
            "WAIT-4",
            "a wait turns the loops of others",
            BrokenWaits.turnsLoopsWhileItWaits(),
            BLOCKING_PLATFORM,
            ChannelContract::noLoopOfTheCallerRunsWhileItAwaits),
        pair(
            "WAIT-5",
            "a sleeper cannot be woken",
            BrokenWaits::cannotBeWoken,
            BLOCKING_PLATFORM,
            ChannelContract::wakeReadEndsAWaitWithNothingRead),
        pair(
            "WAIT-7",
            "one may sleep, not two",
            BrokenWaits::hasRoomForOneSleeper,
            BLOCKING_VIRTUAL,
            ChannelContract
                ::aReadingAndAWritingCoroutineSleepOnOneChannelAndASecondOfAKindIsRefused),
        pair(
            "WAIT-8",
            "another loop is to resume it",
            BrokenWatches::callsOnALoopThatNobodyRuns,
            BLOCKING_VIRTUAL,
            ChannelContract::aCoroutineIsResumedByTheContextTheChannelIsAttachedTo),
        pair(
            "WAIT-9",
            "a watch waits for a loop that is closed",
            BrokenWatches::detachesByATurnOfTheLoop,
            BLOCKING_VIRTUAL,
            ChannelContract::aCoroutineLearnsThatItsContextWasClosed));
  }

  private static Stream<Defect<?>> deadlines() {
    return Stream.of(
        pair(
            "WAIT-10",
            "a sleep takes no notice of the time",
            BrokenWaits::sleepsPastEveryLimit,
            BLOCKING_PLATFORM,
            ChannelContract::aDeadlineEndsABlockingRead),
        pair(
            "WAIT-11",
            "a byte comes twice after a time-out",
            BrokenWaits::repeatsAByteAfterATimeOut,
            BLOCKING_PLATFORM,
            ChannelContract::aDeadlineEndsAReadThatWaitsAndTellsHowFarItWas),
        pair(
            "WAIT-12",
            "every read waits first",
            BrokenWaits::wantsToWaitBeforeEveryRead,
            BLOCKING_PLATFORM,
            ChannelContract::whatNeedNotWaitIsDoneAfterTheDeadline),
        pair(
            "WAIT-13",
            "a sleeper is not told",
            BrokenWaits::passesNoWakeUpOn,
            BLOCKING_PLATFORM,
            ChannelContract::aDeadlineCanBeMovedUnderASleeper));
  }
}

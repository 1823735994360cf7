package qio.tests.contract;

import static qio.tck.Setting.NON_BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.pair;

import java.util.stream.Stream;
import qio.tck.ChannelContract;

/** Ways to break the rules of watches and loop handlers. */
final class LoopDefects {

  private LoopDefects() {}

  static Stream<Defect<?>> all() {
    return Stream.of(watches(), handlers()).flatMap(part -> part);
  }

  private static Stream<Defect<?>> watches() {
    return Stream.of(
        pair(
            "WATCH-1",
            "a watch fires for nothing",
            BrokenWaits::isAlwaysReady,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aWatchForInputIsCalledOnceThereIsSomethingAndNotBefore),
        pair(
            "WATCH-2",
            "one call an event",
            BrokenWatches::callsOncePerEvent,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackThatStaysIsCalledAgainAsLongAsTheChannelIsReady),
        pair(
            "WATCH-3",
            "all that was asked for is told",
            BrokenWatches::tellsAllThatWasAskedFor,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackIsToldExactlyWhatIsReadyAndWasAskedFor),
        pair(
            "WATCH-4",
            "the end is told to nobody",
            BrokenWatches::keepsTheEndToItself,
            NON_BLOCKING_PLATFORM,
            ChannelContract::whoAsksForInputAndHangUpLearnsOfTheEnd),
        pair(
            "WATCH-5",
            "there is always room",
            BrokenWatches::alwaysHasRoom,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aWatchForOutputIsCalledWhileThereIsRoom),
        pair(
            "WATCH-6",
            "the removal stops the loop",
            BrokenWatches::detachesByATurnOfTheLoop,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackThatWantsNoMoreIsNeverCalledAgain),
        pair(
            "WATCH-7",
            "close does not wait for the callback",
            BrokenWatches::doesNotWaitForACallbackThatRuns,
            NON_BLOCKING_PLATFORM,
            ChannelContract::closingAWatchWaitsForACallbackThatRuns),
        pair(
            "WATCH-8",
            "close does not wait for the callback",
            BrokenWatches::doesNotWaitForACallbackThatRuns,
            NON_BLOCKING_PLATFORM,
            ChannelContract::closingTheChannelRemovesItsWatchesAndWaitsForACallbackThatRuns),
        pair(
            "WATCH-9",
            "a callback waits for itself",
            BrokenWatches::detachesByATurnOfTheLoop,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackMayCloseItsOwnWatchAndItsChannel),
        pair(
            "WATCH-10",
            "the default loop calls",
            BrokenWatches::callsOnTheMainLoop,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aCallbackRunsOnTheLoopItWasGivenOrOnTheDefaultOne),
        pair(
            "WATCH-12",
            "close waits for a loop that is closed",
            BrokenWatches::detachesByATurnOfTheLoop,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aLoopThatIsClosedUnderAWatchDisturbsNobodyElse),
        pair(
            "WATCH-13",
            "a watch is of the channel below",
            BrokenWatches::handsOutWatchesOfTheChannelBelow,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aWatchSaysWhichChannelItIsOf));
  }

  private static Stream<Defect<?>> handlers() {
    return Stream.of(
        pair(
            "HND-1",
            "a handler is called once",
            BrokenHandlers::callsAHandlerOnce,
            NON_BLOCKING_PLATFORM,
            ChannelContract::theReadHandlerIsCalledWhileThereIsSomethingToRead),
        pair(
            "HND-2",
            "a handler stays for ever",
            BrokenHandlers::neverRemovesAHandler,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aHandlerStaysUntilItIsRemovedAndThenIsNeverCalledAgain),
        pair(
            "HND-3",
            "the old handlers stay",
            BrokenHandlers::keepsTheOldHandlers,
            NON_BLOCKING_PLATFORM,
            ChannelContract::newHandlersReplaceTheOldOnesOnEitherSide),
        pair(
            "HND-4",
            "one loop calls for both sides",
            BrokenHandlers::hasOneLoopForBothSides,
            NON_BLOCKING_PLATFORM,
            ChannelContract::eachSideMayHaveALoopOfItsOwn),
        pair(
            "HND-5",
            "a handler outlives the channel",
            BrokenHandlers::callsHandlersAfterClose,
            NON_BLOCKING_PLATFORM,
            ChannelContract::closingTheChannelRemovesItsHandlers),
        pair(
            "HND-6",
            "a handler that throws is given up",
            BrokenHandlers::givesUpAHandlerThatThrows,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aHandlerThatThrowsIsCalledAgainAndTheLoopGoesOn),
        pair(
            "HND-7",
            "a closed loop is no reason to complain",
            BrokenHandlers::takesHandlersForAClosedLoop,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aClosedLoopTakesNoHandler));
  }
}

package qio.tests.contract;

import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.pair;

import java.util.stream.Stream;
import qio.tck.ChannelContract;

/** Ways to break the rules of transfers. */
final class TransferDefects {

  private TransferDefects() {}

  static Stream<Defect<?>> all() {
    return Stream.of(single(), whole()).flatMap(part -> part);
  }

  private static Stream<Defect<?>> single() {
    return Stream.of(
        pair(
            "IO-1",
            "the position stays where it was",
            BrokenTransfers::leavesThePositionWhereItWas,
            BLOCKING_PLATFORM,
            ChannelContract::aReadGivesWhatTheOtherEndWroteThoughTheBufferHoldsMore),
        pair(
            "IO-2",
            "the end is told once",
            BrokenTransfers::tellsTheEndOnce,
            BLOCKING_PLATFORM,
            ChannelContract::theEndOfTheStreamIsTheEndAgainAndAgain),
        pair(
            "IO-3",
            "0 for what would block",
            BrokenTransfers::answersZeroForWhatWouldBlock,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aReadWithNothingThereWouldBlock),
        pair(
            "IO-5",
            "a byte of a partial write is lost",
            BrokenTransfers::losesAByteOfAPartialWrite,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aFullChannelTakesPartThenWouldBlockAndGoesOnOnceThereIsRoom),
        pair(
            "IO-6",
            "the last buffer is filled first",
            BrokenTransfers::fillsTheLastBufferFirst,
            BLOCKING_PLATFORM,
            ChannelContract::aScatteringReadFillsTheBuffersInOrder),
        pair(
            "IO-7",
            "the last buffer is taken first",
            BrokenTransfers::takesTheLastBufferFirst,
            BLOCKING_PLATFORM,
            ChannelContract::aGatheringWriteTakesTheBuffersInOrder),
        pair(
            "IO-8",
            "a buffer is taken for its array",
            BrokenTransfers::takesArraysForBuffers,
            BLOCKING_PLATFORM,
            ChannelContract::buffersOfEveryKindAreUsedFromPositionToLimitOnly),
        pair(
            "IO-10",
            "the whole array is sent",
            BrokenTransfers::sendsTheWholeArray,
            BLOCKING_PLATFORM,
            ChannelContract::onlyTheGivenRangeOfBuffersIsUsedAndABadRangeIsRefused),
        pair(
            "IO-11",
            "a read waits for a full buffer",
            BrokenTransfers::readsUntilTheBufferIsFull,
            BLOCKING_PLATFORM,
            ChannelContract::aBlockingReadSleepsUntilTheFirstByteAndNoLonger),
        pair(
            "IO-12",
            "no room is a failure",
            BrokenTransfers::failsInsteadOfWaitingForRoom,
            BLOCKING_PLATFORM,
            ChannelContract::aBlockingWriteSleepsUntilThereIsRoom),
        pair(
            "IO-13",
            "a change of mode hits the call under way",
            BrokenTransfers::failsCallsWhenTheModeChanges,
            NON_BLOCKING_PLATFORM,
            ChannelContract::aChannelIsBornBlockingAndASwitchHoldsForLaterCalls),
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
            "IO-16",
            "a message names no channel",
            BrokenTransfers::hidesWhereAWriteFailed,
            BLOCKING_PLATFORM,
            ChannelContract::aWriteToAnEndThatIsGoneFailsAndTheMessageNamesTheChannel));
  }

  private static Stream<Defect<?>> whole() {
    return Stream.of(
        pair(
            "ALL-1",
            "the end comes after the first read",
            BrokenTransfers::endsAfterTheFirstRead,
            BLOCKING_PLATFORM,
            ChannelContract::readAllWaitsForEveryPiece),
        pair(
            "ALL-2",
            "the end is an exception",
            BrokenTransfers::throwsAtTheEnd,
            BLOCKING_PLATFORM,
            ChannelContract::anEndBeforeTheFirstByteIsFalseOrAnException),
        pair(
            "ALL-3",
            "what did not come is filled up",
            BrokenTransfers::padsAtTheEnd,
            BLOCKING_PLATFORM,
            ChannelContract::anEndInsideIsAnExceptionAndTheBytesReadAreInTheBuffer),
        pair(
            "ALL-4",
            "a byte of a partial write is lost",
            BrokenTransfers::losesAByteOfAPartialWrite,
            NON_BLOCKING_PLATFORM,
            ChannelContract::writeAllSleepsUntilTheLastByteIsTaken),
        pair(
            "ALL-5",
            "it fails to have sent nothing",
            BrokenTransfers::wantsSomethingToHaveBeenSent,
            BLOCKING_PLATFORM,
            ChannelContract::nothingToMoveIsDoneAtOnce),
        pair(
            "ALL-7",
            "a position is one call late",
            BrokenTransfers::movesThePositionWithTheNextCall,
            BLOCKING_PLATFORM,
            ChannelContract::aFailureInTheMiddleLeavesThePositionsWhereItStopped));
  }
}

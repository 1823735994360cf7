package qio.tests.contract;

import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tck.Setting.NON_BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.pair;

import java.util.stream.Stream;
import qio.tck.ChannelContract;

/** Ways to break the rules of moving bytes from one channel to another. */
final class RelayDefects {

  private RelayDefects() {}

  static Stream<Defect<?>> all() {
    return Stream.of(
        pair(
            "XFER-1",
            "bytes come out of order",
            BrokenRelays::swapsBytes,
            BLOCKING_PLATFORM,
            ChannelContract::everythingArrivesUntilTheStreamEnds),
        pair(
            "XFER-2",
            "what was read ahead is lost",
            BrokenRelays::readsAheadAndForgets,
            BLOCKING_PLATFORM,
            ChannelContract::noMoreThanAskedForIsMovedAndTheRestIsReadHere),
        pair(
            "XFER-3",
            "a wait gives up",
            BrokenRelays::givesUpWaitsWithoutALimit,
            NON_BLOCKING_PLATFORM,
            ChannelContract::everythingArrivesUntilTheStreamEnds),
        pair(
            "XFER-5",
            "a wake-up is a failure",
            BrokenRelays::failsWhenItIsWoken,
            BLOCKING_PLATFORM,
            ChannelContract::closingTheSinkWakesATransferThatSleepsInTheSource),
        pair(
            "XFER-6",
            "an interrupted writer repeats itself",
            BrokenRelays::sendsTheLastByteAgainAfterAnInterrupt,
            BLOCKING_PLATFORM,
            ChannelContract::anInterruptLosesNothingAndTheTransferCanGoOn),
        pair(
            "XFER-7",
            "a failure has no message",
            BrokenRelays::failsWithoutAWord,
            BLOCKING_PLATFORM,
            ChannelContract::aSinkWhosePeerIsGoneFailsTheTransferWithAMessage));
  }
}

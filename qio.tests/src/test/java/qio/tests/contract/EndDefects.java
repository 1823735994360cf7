package qio.tests.contract;

import static qio.tck.Setting.BLOCKING_PLATFORM;
import static qio.tests.contract.Defect.pair;

import java.util.stream.Stream;
import qio.tck.ChannelContract;

/** Ways to break the rules of closing. */
final class EndDefects {

  private EndDefects() {}

  static Stream<Defect<?>> all() {
    return Stream.of(
        pair(
            "CLOSE-3",
            "a sleeper cannot be woken",
            BrokenWaits::cannotBeWoken,
            BLOCKING_PLATFORM,
            ChannelContract::closeWakesTheReader),
        pair(
            "CLOSE-4",
            "the tail is lost",
            BrokenEnds::losesTheTailAtClose,
            BLOCKING_PLATFORM,
            ChannelContract::whatWasWrittenBeforeCloseArrivesAndThenTheEnd),
        pair(
            "CLOSE-5",
            "the other end is not told",
            BrokenEnds::closesWithoutTelling,
            BLOCKING_PLATFORM,
            ChannelContract::aSleepingReaderLearnsThatTheOtherEndWasClosed),
        pair(
            "CLOSE-5",
            "the end of the other is taken for its own",
            BrokenEnds::takesThePeersEndForItsOwn,
            BLOCKING_PLATFORM,
            ChannelContract::aSleepingWriterLearnsThatTheOtherEndWasClosed),
        pair(
            "CLOSE-6",
            "close lingers",
            BrokenEnds::lingersInClose,
            BLOCKING_PLATFORM,
            ChannelContract::readersAndCloserRacingNeverHang));
  }
}

package qio.tests.contract;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.aio.AioContext;
import qio.api.aio.BottomHalf;
import qio.api.aio.Readiness;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.SignalledWatch;
import qio.api.channel.WatchSource;

/** Channels whose watches break one rule each, on purpose. */
final class BrokenWatches {

  private BrokenWatches() {}

  static QioChannel callsOncePerEvent(QioChannel below) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
        QioChannel channel = this;
        return new WatchSource(channel, conditions) {
          @Override
          protected void ioAttach(AioContext context) throws IOException {
            below()
                .addWatch(
                    conditions,
                    (c, ready) -> fire(IoCondition.toReadiness(ready)) && false,
                    context);
          }

          @Override
          protected void ioDetach() {}
        };
      }
    };
  }

  static QioChannel doesNotWaitForACallbackThatRuns(QioChannel below) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
        QioChannel channel = this;
        return new WatchSource(channel, conditions) {
          private @Nullable BottomHalf turn;

          @Override
          protected void ioAttach(AioContext context) {
            turn = context.bottomHalf(() -> fire(Readiness.READ));
            turn.schedule();
          }

          @Override
          protected void ioDetach() {
            if (turn != null) {
              turn.cancel();
            }
          }
        };
      }
    };
  }

  /** Makes the watch that a channel answers. */
  @FunctionalInterface
  private interface Maker {
    WatchSource watch(QioChannel channel, QioChannel below, Set<IoCondition> conditions)
        throws IOException;
  }

  private static QioChannel watched(QioChannel below, Maker maker) {
    return new Broken(below) {
      @Override
      protected WatchSource ioCreateWatch(Set<IoCondition> conditions) throws IOException {
        return maker.watch(this, below(), conditions);
      }
    };
  }

  /** Says of everything that it is ready as soon as anything is. */
  static QioChannel tellsAllThatWasAskedFor(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new WatchOver(channel, under, conditions) {
              @Override
              int told(int ready) {
                return Readiness.ALL;
              }
            });
  }

  /** Does not call anybody for a hang-up. */
  static QioChannel keepsTheEndToItself(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new WatchOver(channel, under, conditions) {
              @Override
              int told(int ready) {
                return (ready & Readiness.HANG_UP) == 0 ? ready : Readiness.NONE;
              }
            });
  }

  /** Thinks that it can be written to, always. */
  static QioChannel alwaysHasRoom(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new SignalledWatch(channel, conditions, () -> Readiness.WRITE));
  }

  /** Removes a watch by having the loop go round, on which it may be itself. */
  static QioChannel detachesByATurnOfTheLoop(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new WatchOver(channel, under, conditions) {
              private @Nullable AioContext loop;

              @Override
              protected void ioAttach(AioContext context) throws IOException {
                loop = context;
                super.ioAttach(context);
              }

              @Override
              protected void ioDetach() {
                super.ioDetach();
                if (loop != null && (loop.inLoop() || !loop.isOpen())) {
                  Broken.oversleep(); // for a turn that never comes
                }
              }
            });
  }

  /** Calls back on the default loop, whichever was given. */
  static QioChannel callsOnTheMainLoop(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new WatchOver(channel, under, conditions) {
              @Override
              protected void ioAttach(AioContext context) throws IOException {
                super.ioAttach(AioContext.main());
              }
            });
  }

  /** Attaches to a loop of its own, which never turns. */
  static QioChannel callsOnALoopThatNobodyRuns(QioChannel below) {
    return watched(
        below,
        (channel, under, conditions) ->
            new WatchOver(channel, under, conditions) {
              private @Nullable AioContext own;

              @Override
              protected void ioAttach(AioContext context) throws IOException {
                own = AioContext.open("nobody-runs-it");
                super.ioAttach(own);
              }

              @Override
              protected void ioDetach() {
                super.ioDetach();
                if (own != null) {
                  own.close();
                }
              }
            });
  }

  /** Gives the watch of the channel below for its own. */
  static QioChannel handsOutWatchesOfTheChannelBelow(QioChannel below) {
    return watched(below, (channel, under, conditions) -> under.createWatch(conditions));
  }
}

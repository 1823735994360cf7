package qio.tests.posix;

import java.io.IOException;
import qio.api.aio.PollerProvider;
import qio.posix.EpollPollerProvider;
import qio.tck.Rule;
import qio.tck.aio.AioWatchContract;
import qio.tck.aio.ConnectedPair;
import qio.tck.aio.PipePair;
import qio.tck.aio.PollerFixture;

/** Channels of {@code java.nio} on a loop that stands on epoll. */
@Rule("AIO-12")
class EpollNioAioWatchTest extends AioWatchContract {

  @Override
  protected PollerFixture fixture() {
    return new PollerFixture() {
      @Override
      public PollerProvider provider() {
        return new EpollPollerProvider();
      }

      @Override
      public ConnectedPair openPair() throws IOException {
        return PipePair.open();
      }

      @Override
      public boolean isPrompt() {
        return false;
      }
    };
  }
}

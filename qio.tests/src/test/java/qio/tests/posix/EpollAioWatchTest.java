package qio.tests.posix;

import qio.tck.aio.AioWatchContract;
import qio.tck.aio.PollerFixture;

class EpollAioWatchTest extends AioWatchContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollPipeFixture();
  }
}

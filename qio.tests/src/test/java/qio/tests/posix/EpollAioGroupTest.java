package qio.tests.posix;

import qio.tck.aio.AioGroupContract;
import qio.tck.aio.PollerFixture;

class EpollAioGroupTest extends AioGroupContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollFixture();
  }
}

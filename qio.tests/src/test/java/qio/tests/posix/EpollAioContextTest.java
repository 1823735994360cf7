package qio.tests.posix;

import qio.tck.aio.AioContextContract;
import qio.tck.aio.PollerFixture;

class EpollAioContextTest extends AioContextContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollFixture();
  }
}

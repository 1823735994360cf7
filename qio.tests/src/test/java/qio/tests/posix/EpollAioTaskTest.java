package qio.tests.posix;

import qio.tck.aio.AioTaskContract;
import qio.tck.aio.PollerFixture;

class EpollAioTaskTest extends AioTaskContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollFixture();
  }
}

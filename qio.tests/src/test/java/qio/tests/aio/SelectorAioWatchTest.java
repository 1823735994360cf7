package qio.tests.aio;

import qio.tck.aio.AioWatchContract;
import qio.tck.aio.PollerFixture;

class SelectorAioWatchTest extends AioWatchContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

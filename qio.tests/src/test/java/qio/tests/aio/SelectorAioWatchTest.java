package qio.tests.aio;

import qio.tck.Rule;
import qio.tck.aio.AioWatchContract;
import qio.tck.aio.PollerFixture;

@Rule("AIO-12")
class SelectorAioWatchTest extends AioWatchContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

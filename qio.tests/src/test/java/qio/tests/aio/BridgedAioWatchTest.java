package qio.tests.aio;

import qio.tck.aio.AioWatchContract;
import qio.tck.aio.PollerFixture;

class BridgedAioWatchTest extends AioWatchContract {

  @Override
  protected PollerFixture fixture() {
    return new BridgedFixture();
  }
}

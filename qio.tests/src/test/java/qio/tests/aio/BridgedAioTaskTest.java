package qio.tests.aio;

import qio.tck.aio.AioTaskContract;
import qio.tck.aio.PollerFixture;

class BridgedAioTaskTest extends AioTaskContract {

  @Override
  protected PollerFixture fixture() {
    return new BridgedFixture();
  }
}

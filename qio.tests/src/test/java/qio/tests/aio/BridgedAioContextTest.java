package qio.tests.aio;

import qio.tck.aio.AioContextContract;
import qio.tck.aio.PollerFixture;

class BridgedAioContextTest extends AioContextContract {

  @Override
  protected PollerFixture fixture() {
    return new BridgedFixture();
  }
}

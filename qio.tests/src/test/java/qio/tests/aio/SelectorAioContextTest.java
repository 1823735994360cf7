package qio.tests.aio;

import qio.tck.aio.AioContextContract;
import qio.tck.aio.PollerFixture;

class SelectorAioContextTest extends AioContextContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

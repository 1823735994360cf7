package qio.tests.aio;

import qio.tck.aio.AioGroupContract;
import qio.tck.aio.PollerFixture;

class SelectorAioGroupTest extends AioGroupContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

package qio.tests.aio;

import qio.tck.aio.AioTaskContract;
import qio.tck.aio.PollerFixture;

class SelectorAioTaskTest extends AioTaskContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

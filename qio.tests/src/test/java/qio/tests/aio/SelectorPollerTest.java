package qio.tests.aio;

import qio.tck.aio.PollerContract;
import qio.tck.aio.PollerFixture;

class SelectorPollerTest extends PollerContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

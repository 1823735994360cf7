package qio.tests.aio;

import qio.tck.aio.AdaptivePollingContract;
import qio.tck.aio.PollerFixture;

class SelectorAdaptivePollingTest extends AdaptivePollingContract {

  @Override
  protected PollerFixture fixture() {
    return new SelectorFixture();
  }
}

package qio.tests.aio;

import qio.tck.aio.AdaptivePollingContract;
import qio.tck.aio.PollerFixture;

class BridgedAdaptivePollingTest extends AdaptivePollingContract {

  @Override
  protected PollerFixture fixture() {
    return new BridgedFixture();
  }
}

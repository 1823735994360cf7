package qio.tests.posix;

import qio.tck.aio.AdaptivePollingContract;
import qio.tck.aio.PollerFixture;

class EpollAdaptivePollingTest extends AdaptivePollingContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollFixture();
  }
}

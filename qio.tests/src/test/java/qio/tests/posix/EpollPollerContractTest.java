package qio.tests.posix;

import qio.tck.aio.PollerContract;
import qio.tck.aio.PollerFixture;

class EpollPollerContractTest extends PollerContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollFixture();
  }
}

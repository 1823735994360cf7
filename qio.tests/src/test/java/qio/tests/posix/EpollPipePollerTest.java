package qio.tests.posix;

import qio.tck.aio.PollerContract;
import qio.tck.aio.PollerFixture;

class EpollPipePollerTest extends PollerContract {

  @Override
  protected PollerFixture fixture() {
    return new EpollPipeFixture();
  }
}

package qio.tests.aio;

import java.io.IOException;
import qio.api.aio.PollerProvider;
import qio.tck.aio.ConnectedPair;
import qio.tck.aio.PipePair;
import qio.tck.aio.PollerFixture;

/** The portable poller, with pipes. */
final class SelectorFixture implements PollerFixture {

  @Override
  public PollerProvider provider() {
    return PollerProvider.selector();
  }

  @Override
  public ConnectedPair openPair() throws IOException {
    return PipePair.open();
  }
}

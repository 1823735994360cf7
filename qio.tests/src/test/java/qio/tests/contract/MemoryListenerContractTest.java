package qio.tests.contract;

import java.util.concurrent.atomic.AtomicInteger;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ListenerContract;

/** Names in memory, by address. */
final class MemoryListenerContractTest implements ListenerContract {

  private static final AtomicInteger COUNT = new AtomicInteger();

  @Override
  public QioListener openListener() throws Exception {
    return Qio.listen("mem:listener-contract/" + COUNT.incrementAndGet());
  }

  @Override
  public QioChannel connectTo(String address) throws Exception {
    return Qio.connect(address);
  }
}

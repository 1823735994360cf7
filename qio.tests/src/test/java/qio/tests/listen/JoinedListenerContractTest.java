package qio.tests.listen;

import java.util.List;
import org.junit.jupiter.api.Nested;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ListenerContract;
import qio.tck.Rule;

/** Several listeners as one keep the rules of listeners, with whichever the clients connect to. */
@Rule("LSN-12")
final class JoinedListenerContractTest {

  private abstract static class Joined implements ListenerContract {

    private final String options;

    Joined(String options) {
      this.options = options;
    }

    abstract List<String> addresses();

    @Override
    public QioListener openListener() throws Exception {
      return Qio.listenAll(addresses(), QioOptions.none());
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      return Qio.connect(address + options);
    }
  }

  @Nested
  final class NativeTcpAndUnix extends Joined {
    NativeTcpAndUnix() {
      super("?engine=native");
    }

    @Override
    List<String> addresses() {
      return List.of("tcp://127.0.0.1:0?engine=native", Fresh.path() + "?engine=native");
    }
  }

  @Nested
  final class NioUnixAndTcp extends Joined {
    NioUnixAndTcp() {
      super("?engine=nio");
    }

    @Override
    List<String> addresses() {
      return List.of(Fresh.path() + "?engine=nio", "tcp://127.0.0.1:0?engine=nio");
    }
  }

  @Nested
  final class MemoryAndTcp extends Joined {
    MemoryAndTcp() {
      super("");
    }

    @Override
    List<String> addresses() {
      return List.of(Fresh.memory(), "tcp://127.0.0.1:0");
    }
  }

  @Nested
  final class BothWithLimits extends Joined {
    BothWithLimits() {
      super("");
    }

    @Override
    List<String> addresses() {
      return List.of(
          "tcp://127.0.0.1:0?max-connections=20", Fresh.memory() + "?max-connections=20");
    }
  }
}

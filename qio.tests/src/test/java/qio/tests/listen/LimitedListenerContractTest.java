package qio.tests.listen;

import org.junit.jupiter.api.Nested;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ListenerContract;
import qio.tck.Rule;

/** A listener with a limit that is not reached is one like others. */
@Rule("LSN-13")
final class LimitedListenerContractTest {

  private abstract static class Limited implements ListenerContract {

    private final String options;

    Limited(String options) {
      this.options = options;
    }

    abstract String address();

    @Override
    public QioListener openListener() throws Exception {
      return Qio.listen(
          address() + (options.isEmpty() ? "?" : options + "&") + "max-connections=20");
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      return Qio.connect(address + options);
    }
  }

  @Nested
  final class NativeTcp extends Limited {
    NativeTcp() {
      super("?engine=native");
    }

    @Override
    String address() {
      return "tcp://127.0.0.1:0";
    }
  }

  @Nested
  final class NioUnix extends Limited {
    NioUnix() {
      super("?engine=nio");
    }

    @Override
    String address() {
      return Fresh.path();
    }
  }

  @Nested
  final class Memory extends Limited {
    Memory() {
      super("");
    }

    @Override
    String address() {
      return Fresh.memory();
    }
  }
}

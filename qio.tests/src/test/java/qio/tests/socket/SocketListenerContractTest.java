package qio.tests.socket;

import org.junit.jupiter.api.Nested;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.ListenerContract;
import qio.tck.Rule;

/** Every kind of listening socket keeps the rules of listeners. */
@Rule("SOCK-1")
final class SocketListenerContractTest {

  private abstract static class Kind implements ListenerContract {

    private final SocketKind kind;

    Kind(SocketKind kind) {
      this.kind = kind;
    }

    @Override
    public QioListener openListener() throws Exception {
      return kind.listen();
    }

    @Override
    public QioChannel connectTo(String address) throws Exception {
      return Qio.connect(kind.with(address));
    }
  }

  @Nested
  final class NativeTcp extends Kind {
    NativeTcp() {
      super(SocketKind.NATIVE_TCP);
    }
  }

  @Nested
  final class NativeUnix extends Kind {
    NativeUnix() {
      super(SocketKind.NATIVE_UNIX);
    }
  }

  @Nested
  final class NativeAbstract extends Kind {
    NativeAbstract() {
      super(SocketKind.NATIVE_ABSTRACT);
    }
  }

  @Nested
  final class NioTcp extends Kind {
    NioTcp() {
      super(SocketKind.NIO_TCP);
    }
  }

  @Nested
  final class NioUnix extends Kind {
    NioUnix() {
      super(SocketKind.NIO_UNIX);
    }
  }
}

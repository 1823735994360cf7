package qio.tests.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import qio.posix.PosixDescriptor;
import qio.posix.PosixSockets;
import qio.posix.SocketDomain;
import qio.posix.SocketName;
import qio.posix.SocketType;

/** Whether this machine can speak with itself over vsock, found without the channels under test. */
public final class VsockLoopback {

  /** Why a test is skipped where it cannot. */
  public static final String MISSING =
      "no vsock loopback on this machine (vsock_loopback); build/vsock-guest runs this in a guest";

  private static final boolean EXISTS = tried();

  private VsockLoopback() {}

  public static boolean exists() {
    return EXISTS;
  }

  private static boolean tried() {
    if (!Files.exists(Path.of("/dev/vsock"))) {
      return false;
    }
    try (PosixDescriptor server = PosixSockets.open(SocketDomain.VSOCK, SocketType.STREAM);
        PosixDescriptor client = PosixSockets.open(SocketDomain.VSOCK, SocketType.STREAM)) {
      PosixSockets.bind(server, new SocketName.Vsock(SocketName.Vsock.LOCAL, SocketName.Vsock.ANY));
      PosixSockets.listen(server, 1);
      PosixSockets.connect(client, PosixSockets.localName(server));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

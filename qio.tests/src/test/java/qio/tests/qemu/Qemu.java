package qio.tests.qemu;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import qio.tests.socket.Eventually;
import qio.tests.socket.Peer;

/** A machine of QEMU's that is controlled over a UNIX socket; it ends with the test. */
final class Qemu implements AutoCloseable {

  private final Peer process;
  private final Qmp control;

  private Qemu(Peer process, Qmp control) {
    this.process = process;
    this.control = control;
  }

  static void assumeInstalled() {
    Peer.assumeInstalled("qemu-system-x86_64");
  }

  /** Starts a machine that does not run until it is told to. */
  static Qemu start(Path folder, String... devices) throws IOException {
    String socket = folder.resolve("qmp.sock").toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                "qemu-system-x86_64", "-nodefaults", "-display", "none", "-S", "-accel", "tcg"));
    command.addAll(List.of("-qmp", "unix:" + socket + ",server=on,wait=off"));
    command.addAll(List.of(devices));
    Peer process = Peer.start(command);
    try {
      return new Qemu(process, connectWhenUp("unix:" + socket, process));
    } catch (AssertionError | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static Qmp connectWhenUp(String address, Peer process) {
    List<Qmp> connected = new ArrayList<>();
    Eventually.holds(
        "qemu listens on " + address,
        () -> {
          try {
            connected.add(Qmp.connect(address));
            return true;
          } catch (ConnectException notYet) {
            if (!process.isAlive()) {
              throw new IOException("qemu has ended", notYet);
            }
            return false;
          }
        });
    return connected.getFirst();
  }

  long pid() {
    return process.pid();
  }

  Qmp control() {
    return control;
  }

  /** Ends it the polite way. */
  void quit() throws IOException, InterruptedException {
    var _ = control.ask("quit", "");
    int status = process.end();
    if (status != 0) {
      throw new AssertionError("qemu ended with " + status);
    }
  }

  @Override
  public void close() throws IOException {
    try (process) {
      control.close();
    }
  }
}

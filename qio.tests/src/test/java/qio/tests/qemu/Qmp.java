package qio.tests.qemu;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;
import qio.tests.cli.JsonReader;

/** A conversation with QEMU over a channel: a line of JSON to, a line fro. */
final class Qmp implements AutoCloseable {

  private final QioChannel channel;
  private final BufferedReader lines;

  private Qmp(QioChannel channel) {
    this.channel = channel;
    this.lines =
        new BufferedReader(new InputStreamReader(channel.asInputStream(), StandardCharsets.UTF_8));
  }

  /** Connects and is ready to ask. */
  static Qmp connect(String address) throws IOException {
    return over(Qio.connect(address));
  }

  /** The same over a connection that is there already. */
  static Qmp over(QioChannel channel) throws IOException {
    Qmp qmp = new Qmp(channel);
    if (!qmp.next().containsKey("QMP")) {
      throw new IOException(channel.address() + ": no greeting of QEMU's");
    }
    var _ = qmp.ask("qmp_capabilities", "");
    return qmp;
  }

  /** Asks, with descriptors on the first byte; answers what is returned, and fails if refused. */
  Object ask(String command, String arguments, Descriptor... sent) throws IOException {
    Map<?, ?> answer = tell(command, arguments, sent);
    if (!answer.containsKey("return")) {
      throw new IOException(command + " " + arguments + ": " + answer);
    }
    return answer.get("return");
  }

  /** Asks what is to be refused; answers the reason. */
  String refusal(String command, String arguments) throws IOException {
    Map<?, ?> answer = tell(command, arguments);
    if (!(answer.get("error") instanceof Map<?, ?> error)) {
      throw new AssertionError(command + " " + arguments + " was not refused: " + answer);
    }
    return error.get("desc").toString();
  }

  private Map<?, ?> tell(String command, String arguments, Descriptor... sent) throws IOException {
    String text = "{\"execute\":\"" + command + "\",\"arguments\":{" + arguments + "}}";
    ByteBuffer[] line = {
      ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), ByteBuffer.wrap(new byte[] {'\n'})
    };
    channel.writevFullAll(line, 0, line.length, List.of(sent), Set.of());
    Map<?, ?> answer = next();
    while (answer.containsKey("event")) {
      answer = next();
    }
    return answer;
  }

  private Map<?, ?> next() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new EOFException(channel.address() + ": QEMU has ended the conversation");
    }
    return (Map<?, ?>) JsonReader.read(line);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

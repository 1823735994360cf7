package org.example.qio.qmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import qio.api.Qio;
import qio.api.channel.Descriptor;
import qio.api.channel.QioChannel;

/**
 * Gives QEMU one command and prints what it returns.
 *
 * <pre>{@code
 * qmp unix:/run/qmp.sock query-status
 * qmp unix:/run/qmp.sock add-fd '{"opaque": "disk"}' file:disk.img?mode=rw
 * }</pre>
 */
public final class Main {

  private static final int FEWEST = 2;
  private static final int MOST = 4;

  private Main() {}

  /**
   * Runs; exits 1 if QEMU refuses or cannot be reached, and 2 if the arguments make no sense.
   *
   * @param args QEMU's address, the command, its arguments as JSON, and the address of what to pass
   *     with it
   */
  public static void main(String[] args) {
    if (args.length < FEWEST || args.length > MOST) {
      System.err.println("usage: qmp ADDRESS COMMAND [ARGUMENTS [PASSED]]");
      System.exit(2);
    }
    try {
      ObjectNode arguments = arguments(args.length > 2 ? args[2] : "{}");
      try (QmpClient qemu = QmpClient.connect(args[0], QmpLimits.usual())) {
        JsonNode answer =
            args.length == MOST
                ? passing(qemu, args[1], arguments, args[3])
                : qemu.execute(args[1], arguments);
        System.out.println(answer.toPrettyString());
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("qmp: " + e.getMessage());
      System.exit(1);
    }
  }

  private static JsonNode passing(
      QmpClient qemu, String command, ObjectNode arguments, String address) throws IOException {
    try (QioChannel passed = Qio.connect(address)) {
      Descriptor descriptor =
          passed
              .descriptor()
              .orElseThrow(
                  () ->
                      new IOException(
                          address
                              + ": has no descriptor to pass; files and sockets have, with"
                              + " --enable-native-access=qio.posix"));
      return qemu.execute(command, arguments, List.of(descriptor));
    }
  }

  private static ObjectNode arguments(String text) {
    try {
      if (new JsonMapper().readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the arguments are no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("the arguments are no JSON object: " + text);
  }
}

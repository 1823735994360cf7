package qio.tests.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import qio.api.channel.QioListener;

/** {@code openssl} as a client of ours, who verifies us, and as a server. */
final class Openssl {

  private static final Certificates FILES = Certificates.SHARED;
  private static final Pattern LISTENS = Pattern.compile("ACCEPT \\S+:(\\d+)\\s");

  private Openssl() {}

  static void assumeInstalled() throws Exception {
    PeerProcess.assumeInstalled("OpenSSL 3", "openssl", "version");
  }

  private static PeerProcess start(List<String> arguments, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("openssl");
    command.addAll(arguments);
    command.addAll(List.of(more));
    return PeerProcess.start(command.toArray(String[]::new));
  }

  static PeerProcess client(QioListener listener, String... more) throws IOException {
    return start(
        List.of(
            "s_client",
            "-connect",
            "127.0.0.1:" + PeerExchange.port(listener),
            "-CAfile",
            FILES.ca().toString(),
            "-verify_return_error",
            "-verify_hostname",
            "localhost",
            "-servername",
            "localhost"),
        more);
  }

  /** One that listens, on {@link #port}. */
  static PeerProcess server(String... more) throws Exception {
    PeerProcess peer =
        start(
            List.of(
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                FILES.cert().toString(),
                "-key",
                FILES.key().toString()),
            more);
    peer.awaitPrinted(
        "its port",
        bytes -> LISTENS.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).find());
    return peer;
  }

  static int port(PeerProcess server) {
    Matcher listens = LISTENS.matcher(server.printedText());
    if (!listens.find()) {
      throw new AssertionError("no port in " + server.printedText());
    }
    return Integer.parseInt(listens.group(1));
  }

  /** Waits until it has obeyed so many commands; two at once would be one to it. */
  static void awaitKeyUpdates(PeerProcess peer, int count) throws InterruptedException {
    peer.awaitPrinted(
        count + " key updates of its own", bytes -> messages(bytes, ">>>", "KeyUpdate") >= count);
  }

  /** Waits for the farewell of the other side in what {@code -msg} prints. */
  static void awaitFarewell(PeerProcess peer) throws InterruptedException {
    peer.awaitPrinted(
        "a close_notify that it got", bytes -> messages(bytes, "<<<", "close_notify") > 0);
  }

  private static long messages(byte[] printed, String direction, String message) {
    return new String(printed, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.startsWith(direction) && line.endsWith(message))
        .count();
  }
}

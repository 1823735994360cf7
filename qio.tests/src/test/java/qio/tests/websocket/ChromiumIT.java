package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.tests.tls.PeerProcess;

/** A page in Chromium, which has no window, at the other end. What it saw it says as it closes. */
@Timeout(120)
final class ChromiumIT {

  /** Sends something, wants it back, and closes with 1000 if all was as it should be. */
  private static final String PAGE =
      """
      <!doctype html><script>
      const text = KIND === 'text';
      const ws = new WebSocket('ws://127.0.0.1:PORT/page?x=1', ['chat', 'binary']);
      ws.binaryType = 'arraybuffer';
      const sent = text ? '\\u20ac'.repeat(30000) : new Uint8Array(70000).fill(7);
      let got = text ? '' : 0;
      const failed = why => ws.close(4000, why);
      ws.onopen = () => {
        if (ws.protocol !== 'binary') failed('protocol ' + ws.protocol);
        if (ws.extensions.includes('permessage-deflate') !== DEFLATE) failed(ws.extensions);
        ws.send(sent);
      };
      ws.onmessage = message => {
        if ((typeof message.data === 'string') !== text) failed('kind');
        got += text ? message.data : message.data.byteLength;
        if (text ? got === sent : got === sent.length) ws.close(1000, 'as it should be');
      };
      </script>
      """;

  @TempDir(cleanup = CleanupMode.NEVER) // the browser writes there while it ends
  Path folder;

  @BeforeEach
  void chromium() throws Exception {
    PeerProcess.assumeInstalled("Chromium", "chromium", "--version");
  }

  private PeerProcess browse(EchoServer server, String kind, boolean deflate) throws IOException {
    Path page = folder.resolve("page.html");
    Files.writeString(
        page,
        PAGE.replace("KIND", "'" + kind + "'")
            .replace("PORT", server.port())
            .replace("DEFLATE", Boolean.toString(deflate)));
    return PeerProcess.start(
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--remote-debugging-port=0",
        "--user-data-dir=" + folder.resolve("profile"),
        page.toUri().toString());
  }

  @ParameterizedTest
  @CsvSource({"binary, off", "text, off", "binary, on", "text, on"})
  void aPageGetsBackWhatItSendsAndClosesWell(String kind, String deflate) throws Exception {
    String text = kind.equals("text") ? "on" : "off";
    String options = "?protocols=binary&origins=*&deflate=" + deflate + "&text=" + text;
    try (EchoServer server = new EchoServer("ws://127.0.0.1:0" + options);
        PeerProcess browser = browse(server, kind, deflate.equals("on"))) {
      EchoServer.End end = server.end();
      assertNull(end.failure(), browser::complaints);
      assertEquals("/page?x=1", end.session().target());
      assertEquals(Optional.of("null"), end.session().origin(), "a page that is a file");
      assertEquals(Optional.of("binary"), end.session().protocol());
      assertEquals(deflate.equals("on"), end.session().isCompressed());
    }
  }

  @Test
  void aPageOfNobodysIsRefusedUnlessItIsAllowed() throws Exception {
    try (EchoServer server = new EchoServer("ws://127.0.0.1:0?protocols=binary");
        PeerProcess browser = browse(server, "binary", false)) {
      EchoServer.End end = server.end();
      assertTrue(
          end.failure() instanceof WebSocketHandshakeException refused && refused.status() == 403,
          String.valueOf(end.failure()) + browser.complaints());
    }
  }
}

package qio.tests.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.spi.websocket.WebSocketClosedException;
import qio.spi.websocket.WebSocketHandshakeException;
import qio.spi.websocket.WsSession;
import qio.tests.tls.Certificates;
import qio.tests.tls.PeerProcess;

/** The package {@code ws} of Node at the other end, as client and as server. */
@Timeout(120)
final class NodeWsIT {

  private static final Certificates FILES = Certificates.SHARED;
  private static final Pattern LISTENS = Pattern.compile("listens (\\d+)\n");

  /** Finds the package, by the ways of Node or where Debian has it. */
  private static final String LOAD =
      """
      const load = () => { try { return require('ws'); }
        catch (e) { return require('/usr/share/nodejs/ws'); } };
      """;

  /** Sends what has every length class, and fragments, and pings; expects all of it back. */
  private static final String CLIENT =
      LOAD
          + """
          const W = load(), fs = require('fs'), crypto = require('crypto');
          const [, url, kind, deflate, ca] = process.argv;
          const text = kind === 'text';
          const ws = new W(url, ['binary'], { perMessageDeflate: deflate === 'on',
            ca: ca && fs.readFileSync(ca), handshakeTimeout: 9000 });
          let parts = [], length = 0, look = () => {};
          const fail = why => { console.log('FAILED', why); process.exit(1); };
          ws.on('error', e => fail(e.message));
          ws.on('message', (m, binary) => {
            if (binary === text) fail('a message of the wrong kind');
            parts.push(m); length += m.length; look();
          });
          const back = wanted => new Promise(done => {
            look = () => {
              if (length < wanted.length) return;
              const all = Buffer.concat(parts); parts = []; length = 0;
              all.equals(wanted) ? done() : fail('differs at ' + wanted.length);
            };
            look();
          });
          const make = n => text ? Buffer.from('\\u20ac'.repeat(n / 3 + 1).slice(0, n / 3 + 1))
            : crypto.randomBytes(n);
          ws.on('open', async () => {
            console.log('open', ws.protocol, ws.extensions);
            for (const n of [0, 1, 125, 126, 127, 65535, 65536, 65537, 1000000]) {
              const b = make(n);
              ws.send(b, { binary: !text });
              await back(b);
            }
            const f = make(5000);
            for (let i = 0; i < f.length; i += 1000) {
              ws.send(f.subarray(i, i + 1000), { fin: i + 1000 >= f.length, binary: !text });
              ws.ping('within');
            }
            await back(f);
            const pong = new Promise(done => ws.once('pong', p => done(String(p))));
            ws.ping('hello');
            const said = await pong;
            if (said !== 'hello' && said !== 'within') fail('pong ' + said);
            ws.on('close', (code, why) => { console.log('closed', code, String(why)); });
            ws.close(1000, 'done');
          });
          """;

  /** Sends everything back; of some texts it makes something else. */
  private static final String SERVER =
      LOAD
          + """
          const W = load(), fs = require('fs'), https = require('https'), http = require('http');
          const [, deflate, cert, key] = process.argv;
          const server = cert ? https.createServer({ cert: fs.readFileSync(cert),
            key: fs.readFileSync(key) }) : http.createServer();
          const wss = new W.WebSocketServer({ server, perMessageDeflate: deflate === 'on',
            handleProtocols: offered => offered.has('binary') ? 'binary' : false,
            verifyClient: (info, answer) => info.req.url === '/forbidden'
              ? answer(false, 401, 'Go away') : answer(true) });
          wss.on('connection', (ws, request) => {
            console.log('client', request.url, request.headers.host, ws.extensions);
            if (request.url === '/close') ws.close(4001, 'as you like');
            if (request.url === '/ping') {
              ws.on('pong', p => { console.log('pong', String(p)); ws.close(1000); });
              ws.ping('are you there?');
            }
            if (request.url === '/vanish') ws.terminate();
            ws.on('message', (m, binary) => ws.send(m, { binary }));
            ws.on('close', (code, why) => console.log('closed', code, String(why)));
            ws.on('error', e => console.log('error', e.message));
          });
          server.listen(0, '127.0.0.1', () => console.log('listens', server.address().port));
          """;

  @BeforeAll
  static void node() throws Exception {
    PeerProcess.assumeInstalled("there", "node", "-e", LOAD + "load(); console.log('there')");
  }

  // ---- our server ----

  @ParameterizedTest
  @CsvSource({
    "ws, binary, off",
    "ws, text, off",
    "ws, binary, on",
    "ws, text, on",
    "wss, binary, on"
  })
  void aClientGetsBackWhatItSendsAndClosesWell(String scheme, String kind, String deflate)
      throws Exception {
    String keys = scheme.equals("wss") ? "&cert=" + FILES.cert() + "&key=" + FILES.key() : "";
    String text = kind.equals("text") ? "&text=on" : "";
    String address = scheme + "://127.0.0.1:0?protocols=binary&deflate=" + deflate + text + keys;
    try (EchoServer server = new EchoServer(address);
        PeerProcess client =
            PeerProcess.start(
                "node",
                "-e",
                CLIENT,
                scheme + "://localhost:" + server.port() + "/echo?x=1",
                kind,
                deflate,
                FILES.ca().toString())) {
      assertEquals(0, client.end(), client::printedText);
      EchoServer.End end = server.end();
      assertNull(end.failure());
      assertEquals("/echo?x=1", end.session().target());
      assertEquals(Optional.of("binary"), end.session().protocol());
      assertEquals(deflate.equals("on"), end.session().isCompressed());
      assertTrue(client.printedText().contains("closed 1000 "), client::printedText);
    }
  }

  @Test
  void aTextWhereNoneIsWantedIsRefusedWith1003() throws Exception {
    String script =
        LOAD
            + """
            const ws = new (load())(process.argv[1]);
            ws.on('open', () => ws.send('text'));
            ws.on('close', (code, why) => console.log('closed', code, String(why)));
            """;
    try (EchoServer server = new EchoServer("ws://127.0.0.1:0");
        PeerProcess client = PeerProcess.start("node", "-e", script, "ws://" + server.hostPort())) {
      assertEquals(0, client.end());
      assertTrue(client.printedText().startsWith("closed 1003 "), client::printedText);
      assertNotNull(server.end().failure());
    }
  }

  // ---- our client ----

  private static String port(PeerProcess server) throws Exception {
    server.awaitText("listens");
    Matcher matcher = LISTENS.matcher(server.printedText());
    assertTrue(matcher.find(), server::printedText);
    return matcher.group(1);
  }

  private static void bothWays(QioChannel client, int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    client.writeAll(ByteBuffer.wrap(bytes));
                  } catch (IOException e) {
                    // the reader tells
                  }
                });
    ByteBuffer back = ByteBuffer.allocate(size);
    client.readAll(back);
    assertArrayEquals(bytes, back.array());
    writer.join();
  }

  @ParameterizedTest
  @CsvSource({"ws, off", "ws, on", "wss, off"})
  void aServerSendsBackWhatItGetsAndIsToldTheEnd(String scheme, String deflate) throws Exception {
    boolean tls = scheme.equals("wss");
    try (PeerProcess server =
        tls
            ? PeerProcess.start(
                "node", "-e", SERVER, deflate, FILES.cert().toString(), FILES.key().toString())
            : PeerProcess.start("node", "-e", SERVER, deflate)) {
      String port = port(server);
      String address = scheme + "://localhost:" + port + "/here?protocols=chat,binary&deflate=";
      try (QioChannel client = Qio.connect(address + deflate + (tls ? "&ca=" + FILES.ca() : ""))) {
        WsSession session = client.facts(WsSession.class).orElseThrow();
        assertEquals(Optional.of("binary"), session.protocol());
        assertEquals(deflate.equals("on"), session.isCompressed());
        for (int size : new int[] {1, 125, 126, 65_535, 65_536, 1_000_000}) {
          bothWays(client, size);
        }
      }
      server.awaitText("client /here localhost:" + port);
      server.awaitText("closed 1000 ");
    }
  }

  @Test
  void whatAServerSaysAtTheEndIsTold() throws Exception {
    try (PeerProcess server = PeerProcess.start("node", "-e", SERVER, "off")) {
      String address = "ws://127.0.0.1:" + port(server);
      try (QioChannel client = Qio.connect(address + "/close")) {
        var closed =
            assertThrows(WebSocketClosedException.class, () -> client.read(ByteBuffer.allocate(1)));
        assertEquals(4001, closed.code());
        assertEquals("as you like", closed.reason());
      }
      server.awaitText("closed 4001");
      try (QioChannel client = Qio.connect(address + "/ping")) {
        assertEquals(QioChannel.EOF, client.read(ByteBuffer.allocate(1)));
      }
      server.awaitText("pong are you there?");
      server.awaitText("closed 1000");
      try (QioChannel client = Qio.connect(address + "/vanish")) {
        assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
      }
      var refused =
          assertThrows(
              WebSocketHandshakeException.class, () -> Qio.connect(address + "/forbidden"));
      assertEquals(401, refused.status());
      assertTrue(String.valueOf(refused.getMessage()).contains("Go away"), refused.getMessage());
    }
  }

  /** The client of browsers, as Node has it built in. */
  @Test
  void theBuiltInClientOfNodeIsServed() throws Exception {
    PeerProcess.assumeInstalled(
        "function", "node", "--experimental-websocket", "-e", "console.log(typeof WebSocket)");
    String script =
        """
        const ws = new WebSocket(process.argv[1], 'binary');
        ws.binaryType = 'arraybuffer';
        ws.onopen = () => ws.send(new Uint8Array(70000).fill(7));
        let n = 0;
        ws.onmessage = m => { n += m.data.byteLength; if (n === 70000) ws.close(); };
        ws.onclose = e => console.log('closed', e.code, e.wasClean, n);
        ws.onerror = e => console.log('error', e.message);
        """;
    try (EchoServer server = new EchoServer("ws://127.0.0.1:0?protocols=binary");
        PeerProcess client =
            PeerProcess.start(
                "node",
                "--experimental-websocket",
                "-e",
                script,
                "ws://" + server.hostPort() + "/")) {
      assertEquals(0, client.end());
      assertTrue(client.printedText().contains("closed 1005 true 70000"), client::printedText);
      assertNull(server.end().failure());
    }
  }
}

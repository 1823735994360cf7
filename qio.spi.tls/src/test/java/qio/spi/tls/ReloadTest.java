package qio.spi.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.spi.Endpoint;
import qio.api.spi.Layer;
import qio.api.spi.LayerRequest;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;
import qio.spi.tls.TestCertificates.Identity;
import qio.tck.Rule;

/** Certificates that change on the disk while connections come and go. */
class ReloadTest {

  private static final Keyring RING = Keyring.SHARED;

  @TempDir Path dir;

  private Path cert;
  private Path key;

  @BeforeEach
  void theFirstCertificate() throws IOException {
    cert = dir.resolve("own.pem");
    key = dir.resolve("own.key");
    Identity first = identity("first");
    first.writeChain(cert);
    first.writeKey(key);
  }

  /** For localhost too, so that a client that verifies takes it. */
  private static Identity identity(String name) {
    return TestCertificates.server(RING.authority, name, "localhost").make();
  }

  private Layer server(Object... more) throws IOException {
    var options = Keyring.options(TlsOptions.CERT, cert, TlsOptions.KEY, key);
    options.putAll(Keyring.options(more));
    return Keyring.prepare(LayerRole.SERVER, options);
  }

  private void exchange(Path file, Callable<Path> written) throws Exception {
    Files.move(written.call(), file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void exchange(Identity identity) throws Exception {
    exchange(cert, () -> identity.writeChain(dir.resolve("new.tmp")));
    exchange(key, () -> identity.writeKey(dir.resolve("new.tmp")));
  }

  /** A condition on new connections, which are made until it holds. */
  private static BooleanSupplier shows(Layer server, String name) {
    return () -> {
      try {
        return RawPeer.nameShownBy(server).equals(name);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  @Rule("TLS-20")
  @Test
  void newConnectionsHaveTheNewOneAndOpenOnesGoOn() throws Exception {
    Layer server = server();
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (TlsPair open = TlsPair.over(below, RING.clientLayer(), server)) {
      Handshakes.both(open);
      assertTrue(shows(server, "first").getAsBoolean());
      exchange(identity("second"));
      Work.await("the second certificate", shows(server, "second"));
      open.server().writeAll(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer got = ByteBuffer.allocate(1);
      open.client().readAll(got);
      assertEquals(42, got.get(0));
    }
  }

  @Rule("TLS-20")
  @Test
  void oneThatIsHalfWrittenOrHasAnotherKeyLeavesTheOldOne() throws Exception {
    Layer server = server();
    Identity second = identity("second");
    String whole = Files.readString(second.writeChain(dir.resolve("new.tmp")));
    Files.writeString(cert, whole.substring(0, whole.length() / 2));
    long start = System.nanoTime();
    // Each look finds it so: for longer than the time between two looks.
    Work.await(
        "two seconds",
        () -> {
          assertTrue(shows(server, "first").getAsBoolean());
          return System.nanoTime() - start > 2_000_000_000L;
        });
    Files.writeString(cert, whole); // whose key is still the first one's
    assertTrue(shows(server, "first").getAsBoolean());
    second.writeKey(key);
    Work.await("the second certificate", shows(server, "second"));
  }

  @Rule("TLS-20")
  @Test
  void reloadingCanBeSwitchedOff() throws Exception {
    Layer fixed = server(TlsOptions.RELOAD, false);
    Layer server = server();
    exchange(identity("second"));
    Work.await("the second certificate", shows(server, "second"));
    assertTrue(shows(fixed, "first").getAsBoolean());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Keyring.prepare(
                    LayerRole.SERVER,
                    Keyring.options(
                        TlsOptions.SSL_CONTEXT, Engines.context(), TlsOptions.RELOAD, true)));
    assertTrue(e.getMessage().contains("leave out reload"), e::getMessage);
  }

  @Rule("TLS-20")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void otherOptionsHoldAfterItToo(boolean tickets) throws Exception {
    Layer server = server(TlsOptions.TICKETS, tickets);
    exchange(identity("second"));
    Work.await("the second certificate", shows(server, "second"));
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (TlsPair pair = TlsPair.over(below, RING.clientLayer(), server)) {
      Handshakes.both(pair);
      assertEquals(tickets, pair.clientBelow().in.held() > 0);
    }
  }

  @Rule("TLS-20")
  @Test
  void aCertificateThatIsAddedToTheDirectoryIsFound() throws Exception {
    Path many = Files.createDirectory(dir.resolve("many"));
    Layer server = server(TlsOptions.CERT_DIR, many);
    Layer client = RING.clientLayer(TlsOptions.SERVER_NAME, "added.example");
    assertFalse(isAccepted(client, server));
    Identity added = TestCertificates.server(RING.authority, "added.example").make();
    added.writeKey(many.resolve("added.key"));
    added.writeChain(many.resolve("added.pem"));
    Work.await("the added certificate", () -> isAccepted(client, server));
  }

  /** Who was let in by an authority that is gone cannot come back on an old session. */
  @Rule("TLS-20")
  @Test
  void authoritiesAreExchangedAndOldSessionsEnd() throws Exception {
    Path ca = RING.authority.writeCertificate(dir.resolve("ca.pem"));
    Layer server = server(TlsOptions.CA, ca, TlsOptions.CLIENT_AUTH, ClientAuth.NEED);
    Layer before = client(RING.client, "before");
    Identity other = TestCertificates.authority("C=UK,CN=the next CA");
    Layer after = client(TestCertificates.client(other, "C=UK,CN=qemu").make(), "after");
    assertTrue(isAccepted(before, server));
    assertFalse(isAccepted(after, server));
    exchange(ca, () -> other.writeCertificate(dir.resolve("new.tmp")));
    Work.await("the next authority", () -> isAccepted(after, server));
    assertFalse(isAccepted(before, server));
  }

  /** A client that has an address, by which its sessions are kept. */
  private Layer client(Identity identity, String file) throws IOException {
    return new TlsLayerProvider()
        .prepare(
            new LayerRequest(
                LayerRole.CLIENT,
                Optional.of(new Endpoint("tcp", "//localhost:4433")),
                OptionValues.of(
                    Keyring.options(
                        TlsOptions.CA,
                        RING.ca,
                        TlsOptions.CERT,
                        identity.writeChain(dir.resolve(file + ".pem")),
                        TlsOptions.KEY,
                        identity.writeKey(dir.resolve(file + ".key"))))));
  }

  /** Whether both sides take each other, seen by a byte that goes both ways. */
  private static boolean isAccepted(Layer client, Layer server) {
    var below = PipeChannel.pair(Pipe.Manner.SOCKET, 1);
    try (TlsPair pair = TlsPair.over(below, client, server)) {
      Work<Void> answering =
          Work.virtual(
              () -> {
                ByteBuffer one = ByteBuffer.allocate(1);
                pair.server().readAll(one);
                pair.server().writeAll(one.flip());
              });
      pair.client().writeAll(ByteBuffer.allocate(1));
      pair.client().readAll(ByteBuffer.allocate(1));
      answering.get();
      return true;
    } catch (IOException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

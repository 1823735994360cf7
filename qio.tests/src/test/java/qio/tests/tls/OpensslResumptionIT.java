package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static qio.tests.tls.PeerExchange.assertAgreed;
import static qio.tests.tls.PeerExchange.assertEnd;
import static qio.tests.tls.PeerExchange.connect;
import static qio.tests.tls.PeerExchange.listen;
import static qio.tests.tls.PeerExchange.readText;
import static qio.tests.tls.PeerExchange.session;
import static qio.tests.tls.PeerExchange.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.QioTarget;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.QioTask;
import qio.api.channel.ShutdownMode;
import qio.spi.tls.PeerAlertException;
import qio.spi.tls.TlsAlert;
import qio.tck.Rule;

/**
 * What begins and what ends a connection with OpenSSL: sessions that are taken up again, protocols
 * and names that our client asks for, and its farewell.
 */
@Timeout(120)
class OpensslResumptionIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Certificates FILES = Certificates.SHARED;

  @TempDir private Path dir;

  @BeforeAll
  static void openssl() throws Exception {
    Openssl.assumeInstalled();
  }

  // ---- our server ----

  /** By a ticket, which it has if it allows it, or else by the number of the session. */
  @ParameterizedTest
  @CsvSource({"-ticket,on", "-no_ticket,on", "-no_ticket,off"})
  void aClientThatReconnectsTakesUpItsSession(String tickets, String ours) throws Exception {
    boolean withTicket = tickets.equals("-ticket");
    try (QioListener listener = listen("&tickets=" + ours);
        PeerProcess peer =
            withTicket
                ? Openssl.client(listener, "-tls1_2", "-reconnect")
                : Openssl.client(listener, "-tls1_2", "-reconnect", tickets)) {
      for (int i = 0; i < 5; i++) {
        try (QioChannel server = listener.accept()) {
          assertEnd(server);
          assertEquals(i > 0, session(server).isResumed(), "connection " + i);
        }
      }
      try (QioChannel server = listener.accept()) {
        peer.type("here I stay\n");
        assertEquals("here I stay\n", readText(server, 12));
        write(server, "be welcome\n");
        peer.awaitText("be welcome");
        assertTrue(session(server).isResumed());
      }
      assertEquals(0, peer.end(), peer::complaints);
      long reused = peer.printedText().lines().filter(line -> line.startsWith("Reused,")).count();
      assertEquals(5, reused, peer::printedText);
    }
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
  void aSessionThatAClientHasKeptIsTakenUp(String option, String version) throws Exception {
    String file = dir.resolve("session").toString();
    try (QioListener listener = listen("")) {
      try (PeerProcess peer = Openssl.client(listener, option, "-sess_out", file);
          QioChannel server = listener.accept()) {
        exchange(peer, server);
        assertFalse(session(server).isResumed());
        assertTrue(peer.printedText().contains("New, TLS"), peer::printedText);
        server.close();
        assertEquals(0, peer.end(), peer::complaints);
      }
      try (PeerProcess peer = Openssl.client(listener, option, "-sess_in", file);
          QioChannel server = listener.accept()) {
        exchange(peer, server);
        assertTrue(session(server).isResumed());
        assertEquals(version, session(server).protocol());
        assertTrue(peer.printedText().contains("Reused, TLS"), peer::printedText);
        server.close();
        assertEquals(0, peer.end(), peer::complaints);
      }
    }
  }

  /** A client that knows tickets is promised one in TLS 1.2, and must get it. */
  @Rule("TLS-77")
  @ParameterizedTest
  @CsvSource({
    "-tls1_2,tickets=off,true",
    "-tls1_2,sessions=off,true",
    "-tls1_3,tickets=off,false",
    "-tls1_3,sessions=off,false"
  })
  void whereTicketsAreNotWantedClientsAreServed(String version, String option, boolean ticket)
      throws Exception {
    try (QioListener listener = listen("&" + option);
        PeerProcess peer = Openssl.client(listener, version, "-msg")) {
      try (QioChannel server = listener.accept()) {
        write(server, "be welcome\n");
        peer.awaitText("be welcome");
        peer.type("thanks\n");
        assertEquals("thanks\n", readText(server, 7));
      }
      assertEquals(0, peer.end(), peer::complaints);
      assertEquals(ticket, peer.printedText().contains("NewSessionTicket"), peer::printedText);
    }
  }

  private static void exchange(PeerProcess peer, QioChannel channel) throws Exception {
    peer.type("how do you do\n");
    assertEquals("how do you do\n", readText(channel, 14));
    write(channel, "fine, thank you\n");
    peer.awaitText("fine, thank you");
  }

  // ---- our client ----

  @ParameterizedTest
  @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
  void ourClientTakesUpItsSession(String option, String version) throws Exception {
    try (PeerProcess peer = Openssl.server(option)) {
      QioTarget target =
          Qio.target(PeerExchange.address(Openssl.port(peer), ""), QioOptions.none());
      for (int i = 0; i < 3; i++) {
        try (QioChannel client = target.connect()) {
          String greeting = "from the server " + i + "\n";
          peer.type(greeting);
          assertEquals(greeting, readText(client, greeting.length()));
          write(client, "and from the client " + i + "\n");
          peer.awaitText("and from the client " + i);
          assertEquals(i > 0, session(client).isResumed(), "connection " + i);
          assertAgreed(version, FILES.cert(), client);
        }
      }
      long reused =
          peer.printedText().lines().filter(line -> line.equals("Reused session-id")).count();
      assertEquals(2, reused, peer::printedText);
    }
  }

  @Test
  void ourClientAsksForProtocols() throws Exception {
    try (PeerProcess peer = Openssl.server("-alpn", "qio/2,qio/1");
        QioChannel client = connect(Openssl.port(peer), "&alpn=h2,qio/1")) {
      exchange(peer, client);
      assertEquals(Optional.of("qio/1"), session(client).applicationProtocol());
      peer.awaitText("ALPN protocols selected: qio/1");
    }
  }

  @Test
  void ourClientAsksForAName() throws Exception {
    String cert = FILES.cert().toString();
    String key = FILES.key().toString();
    try (PeerProcess peer =
            Openssl.server("-servername", "localhost", "-cert2", cert, "-key2", key);
        QioChannel client = connect(Openssl.port(peer), "")) {
      exchange(peer, client);
      peer.awaitText("Hostname in TLS extension: \"localhost\"");
    }
  }

  @Test
  void aServerThatSpeaksNoneOfOurProtocolsRefusesUs() throws Exception {
    try (PeerProcess peer = Openssl.server("-alpn", "qio/2")) {
      PeerAlertException refused =
          assertThrows(
              PeerAlertException.class,
              () -> connect(Openssl.port(peer), "&alpn=h2,qio/1").close());
      assertEquals(TlsAlert.NO_APPLICATION_PROTOCOL, refused.alert());
    }
  }

  /** How our client may end. */
  private enum Parting {
    CLOSE {
      @Override
      void from(QioChannel client) throws Exception {
        client.close();
      }
    },
    SHUTDOWN {
      @Override
      void from(QioChannel client) throws Exception {
        client.shutdown(ShutdownMode.WRITE);
      }
    },
    BYE {
      @Override
      void from(QioChannel client) throws Exception {
        QioTask<Void> bye = client.bye();
        bye.await(LIMIT);
      }
    };

    abstract void from(QioChannel client) throws Exception;
  }

  @Rule("TLS-5")
  @ParameterizedTest
  @EnumSource
  void ourClientSaysFarewellInTls12(Parting parting) throws Exception {
    assertFarewell("-tls1_2", parting);
  }

  @Rule("TLS-5")
  @ParameterizedTest
  @EnumSource
  void ourClientSaysFarewellInTls13(Parting parting) throws Exception {
    assertFarewell("-tls1_3", parting);
  }

  private static void assertFarewell(String option, Parting parting) throws Exception {
    try (PeerProcess peer = Openssl.server(option, "-msg");
        QioChannel client = connect(Openssl.port(peer), "")) {
      exchange(peer, client);
      parting.from(client);
      Openssl.awaitFarewell(peer);
    }
  }
}

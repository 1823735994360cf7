package qio.tests.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelPair;

/** A transfer through TLS allocates what the engine itself allocates, and nothing else. */
final class TlsAllocationTest {

  private static final int TRANSFERS = 2_000;

  /** What a late compilation or the measuring itself may cost a transfer. */
  private static final long NOISE = 32;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** One transfer of so many bytes from one end to the other. */
  private interface Transfer {
    void run() throws IOException;
  }

  private static long bytesEach(Transfer transfer) throws IOException {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 6; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < TRANSFERS; i++) {
        transfer.run();
      }
      least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / TRANSFERS);
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 4096, 16_000})
  void noMoreThanTheEngine(int size) throws Exception {
    long engines = engines(size);
    long channels = channels(size);
    assertTrue(
        channels <= engines + NOISE,
        () -> size + " bytes: the engines alone allocate " + engines + ", with us " + channels);
  }

  private static long channels(int size) throws Exception {
    MemoryPair pair = MemoryChannels.pair();
    try (ChannelPair tls = TlsPairs.over(ChannelPair.twoWay(pair.first(), pair.second()))) {
      ByteBuffer src = ByteBuffer.allocate(size);
      ByteBuffer dst = ByteBuffer.allocate(20_000);
      return bytesEach(
          () -> {
            assertEquals(size, tls.writer().write(src.clear()));
            assertEquals(size, tls.reader().read(dst.clear()));
          });
    }
  }

  private static long engines(int size) throws Exception {
    SSLEngine client = context(false).createSSLEngine("localhost", 1);
    SSLEngine server = context(true).createSSLEngine();
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    ByteBuffer records = ByteBuffer.allocate(40_000);
    ByteBuffer dst = ByteBuffer.allocate(20_000);
    shakeHands(client, server, records, dst);
    ByteBuffer[] srcs = {ByteBuffer.allocate(size)};
    ByteBuffer[] dsts = {dst};
    return bytesEach(
        () -> {
          srcs[0].clear();
          client.wrap(srcs, 0, 1, records.clear());
          dst.clear();
          server.unwrap(records.flip(), dsts, 0, 1);
          assertEquals(size, dst.position());
        });
  }

  private static void shakeHands(
      SSLEngine client, SSLEngine server, ByteBuffer records, ByteBuffer dst) throws SSLException {
    ByteBuffer other = ByteBuffer.allocate(records.capacity());
    for (int i = 0; i < 50; i++) {
      step(client, other, records, dst);
      step(server, records, other, dst);
    }
    assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.getHandshakeStatus());
  }

  /** Takes what has come and says what there is to say; both buffers are kept in filling mode. */
  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer dst)
      throws SSLException {
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP || in.position() == 0) {
      engine.wrap(ByteBuffer.allocate(0), out);
    } else {
      in.flip();
      engine.unwrap(in, dst.clear());
      in.compact();
    }
  }

  private static SSLContext context(boolean server) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(Certificates.SHARED.ca())) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(server ? Certificates.SHARED.keyManagers() : null, trust.getTrustManagers(), null);
    return context;
  }
}

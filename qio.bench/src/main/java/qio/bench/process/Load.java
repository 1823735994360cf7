package qio.bench.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** The clients of a relay. Platform threads while they are few, virtual ones for a crowd. */
final class Load {

  /** Above this many connections threads are virtual. */
  private static final int FEW = 64;

  /** So many open or close their connections at once. */
  private static final int AT_ONCE = 16;

  private static final int CONNECT_MILLIS = 10_000;

  /** A read that takes longer has lost its answer. */
  private static final int READ_MILLIS = 60_000;

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** One client's work. */
  private interface Work {
    void run(int client) throws IOException;
  }

  private final int port;
  private final boolean tls;
  private final Keys keys;

  /** Told as the server's port, a new one each time: no session can be found and resumed. */
  private final AtomicInteger fresh = new AtomicInteger();

  Load(Site site, Keys keys) {
    this.port = site.port();
    this.tls = site.way().isClientTls();
    this.keys = keys;
  }

  /** The kind of threads for so many connections. */
  static ThreadFactory threads(int connections) {
    return connections > FEW
        ? Thread.ofVirtual().factory()
        : Thread.ofPlatform().daemon().factory();
  }

  /** A connection, if somebody listens. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Speaks TLS on a connection if that is the way; the first bytes shake hands. */
  Wire over(Socket plain) throws IOException {
    if (!tls) {
      return new Wire(plain.getInputStream(), plain.getOutputStream(), plain);
    }
    int told = 1 + fresh.getAndIncrement() % 0xFFFF;
    var socket =
        (SSLSocket) keys.context().getSocketFactory().createSocket(plain, Keys.HOST, told, true);
    socket.setEnabledProtocols(Keys.PROTOCOLS);
    socket.setEnabledCipherSuites(Keys.SUITES);
    return new Wire(socket.getInputStream(), socket.getOutputStream(), socket);
  }

  /** Opens so many connections; a byte has gone there and back on each. */
  List<Wire> open(int connections) throws IOException {
    Wire[] opened = new Wire[connections];
    try {
      inTurn(
          connections,
          client -> {
            opened[client] = over(connect());
            opened[client].ping();
          });
    } catch (IOException e) {
      for (Wire stream : opened) {
        if (stream != null) {
          stream.close();
        }
      }
      throw e;
    }
    return List.of(opened);
  }

  void close(List<Wire> streams) throws IOException {
    inTurn(streams.size(), client -> streams.get(client).close());
  }

  /** Moves so many bytes over each connection, there and then back, over all at once. */
  void bulk(List<Wire> streams, long each) throws IOException {
    int count = streams.size();
    all(count, count, threads(count), client -> streams.get(client).bulk(each, each));
  }

  /** Connects, sends a byte there and back, closes; so many at once. */
  void visits(int total, int atOnce) throws IOException {
    all(
        total,
        atOnce,
        threads(atOnce),
        client -> {
          try (Wire stream = over(connect())) {
            stream.ping();
          }
        });
  }

  private void inTurn(int count, Work work) throws IOException {
    all(count, AT_ONCE, threads(AT_ONCE), work);
  }

  private static void all(int count, int atOnce, ThreadFactory threads, Work work)
      throws IOException {
    AtomicInteger next = new AtomicInteger();
    int crew = Math.min(count, atOnce);
    ExecutorService executor = Executors.newFixedThreadPool(crew, threads);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < crew; i++) {
        parts.add(
            executor.submit(
                () -> {
                  for (int client = next.getAndIncrement();
                      client < count;
                      client = next.getAndIncrement()) {
                    work.run(client);
                  }
                  return null;
                }));
      }
      long deadline = System.nanoTime() + LIMIT.toNanos();
      for (Future<?> part : parts) {
        part.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("is not done after " + LIMIT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted under load");
    } finally {
      executor.shutdownNow();
    }
  }
}

package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.api.Qio;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** A process that was started with sockets, by a small launcher in the manner of systemd. */
class ActivationIT {

  /**
   * Binds what its first argument says, puts it from number 3 on, sets the variables and turns into
   * the program that follows, so that the process id stays. Sockets are in blocking mode.
   */
  private static final String LAUNCHER =
      """
      import fcntl, os, socket, sys
      kinds, pid, names = sys.argv[1], sys.argv[2], sys.argv[3]
      made = []
      for kind in kinds.split(','):
          if kind.startswith('/'):
              s = socket.socket(socket.AF_UNIX); s.bind(kind); s.listen(8)
          elif kind == 'bound':
              s = socket.socket(); s.bind(('127.0.0.1', 0))
          elif kind == 'udp':
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          elif kind == 'pair':
              s, t = socket.socketpair(); t.sendall(b'from the pair'); t.close()
          else:
              s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(8)
          made.append(fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 40))
      for i, fd in enumerate(made):
          os.dup2(fd, 3 + i, inheritable=True)
          os.close(fd)
      os.environ['LISTEN_FDS'] = str(len(made))
      os.environ['LISTEN_PID'] = str(os.getpid()) if pid == 'own' else pid
      if names: os.environ['LISTEN_FDNAMES'] = names
      os.execvp(sys.argv[4], sys.argv[4:])
      """;

  @TempDir Path dir;

  @BeforeAll
  static void needsPython() throws Exception {
    Process probe =
        new ProcessBuilder("sh", "-c", "command -v python3 >/dev/null && python3 -c pass").start();
    boolean there = probe.waitFor(20, TimeUnit.SECONDS) && probe.exitValue() == 0;
    Assumptions.assumeTrue(there, "no python3 here");
  }

  private static List<String> launcher(String kinds, String pid, String names) {
    return List.of("python3", "-c", LAUNCHER, kinds, pid, names);
  }

  private static String hear(String address) throws Exception {
    try (QioChannel client = Qio.connect(address)) {
      return new String(client.asInputStream().readAllBytes());
    }
  }

  @Rule("SOCK-31")
  @ParameterizedTest
  @ValueSource(strings = {"accept", "poll", "watch", "handler"})
  void serves(String way) throws Exception {
    try (Child child = Child.start(launcher("tcp", "own", ""), "serve", "fd:3", way, "2")) {
      String address = child.await("listening");
      assertEquals("hello", hear(address));
      assertEquals("hello", hear(address));
      child.toItsEnd();
      assertEquals("true", child.of("none"), "a blocking socket does not make it wait");
      assertEquals(List.of("cloexec,blocking", "cloexec,blocking"), child.all("flags"));
    }
  }

  @Rule("SOCK-32")
  @Test
  void severalOfOneNameAreOneListenerAndTheirPathsStay() throws Exception {
    Path one = dir.resolve("one");
    Path two = dir.resolve("two");
    List<String> launcher = launcher(one + ",tcp," + two, "own", "web:other:web");
    try (Child child = Child.start(launcher, "serve", "fd:web", "accept", "2")) {
      assertEquals("unix:" + one + " unix:" + two, child.await("listening"));
      assertEquals("hello", hear("unix:" + two));
      assertEquals("hello", hear("unix:" + one));
      child.toItsEnd();
      assertTrue(Files.exists(one) && Files.exists(two), "they were bound by somebody else");
    }
  }

  private String failureOf(List<String> launcher, String... arguments) throws Exception {
    try (Child child = Child.start(launcher, arguments)) {
      return child.toItsEnd().of("failed");
    }
  }

  @Rule("SOCK-32")
  @Test
  void socketsMeantForAnotherProcessAreNotTaken() throws Exception {
    String failure = failureOf(launcher("tcp", "1", "web"), "listen", "fd:web");
    assertTrue(failure.startsWith("DescriptorNotInheritedException fd:web: LISTEN_PID is 1"));
    assertTrue(failure.contains("exec"), failure);
  }

  @Rule("SOCK-32")
  @Test
  void anUnknownNameTellsThoseThatThereAre() throws Exception {
    String failure = failureOf(launcher("tcp", "own", "web"), "listen", "fd:admin");
    assertTrue(failure.startsWith("DescriptorNotInheritedException fd:admin: no descriptor"));
    assertTrue(failure.endsWith("has web"), failure);
  }

  @Rule("SOCK-30")
  @Test
  void whatCannotListenIsRefusedAndSaysWhatItIs() throws Exception {
    String datagrams = failureOf(launcher("udp", "own", ""), "listen", "fd:3");
    assertTrue(datagrams.startsWith("SocketException fd:3: cannot listen"), datagrams);
    String connected = failureOf(launcher("pair", "own", ""), "listen", "fd:3");
    assertTrue(connected.startsWith("SocketException fd:3: cannot listen"), connected);
    assertTrue(connected.contains("EINVAL"), connected);
    Path file = Files.writeString(dir.resolve("f"), "x");
    String regular = failureOf(withFile(file), "listen", "fd:3");
    assertTrue(regular.contains("no socket"), regular);
    String closed = failureOf(List.of(), "listen", "fd:333");
    assertTrue(closed.startsWith("DescriptorNotInheritedException fd:333: "), closed);
    assertTrue(closed.contains("EBADF"), closed);
    String standard = failureOf(List.of(), "listen", "fd:1");
    assertTrue(standard.startsWith("InvalidAddressException fd:1: "), standard);
    assertTrue(standard.contains("stdio:"), standard);
  }

  @Rule("SOCK-30")
  @Test
  void oneThatIsBoundOnlyIsPutToListen() throws Exception {
    try (Child child =
        Child.start(launcher("bound", "own", ""), "serve", "fd:3?backlog=5", "accept", "1")) {
      assertEquals("hello", hear(child.await("listening")));
      child.toItsEnd();
    }
  }

  @Rule("SOCK-29")
  @Test
  void noneIsTakenTwice() throws Exception {
    try (Child child = Child.start(launcher("tcp", "own", ""), "twice", "fd:3").toItsEnd()) {
      assertEquals("true", child.of("open"));
      assertTrue(child.of("again").startsWith("DescriptorNotInheritedException fd:3: "));
      assertTrue(child.of("connect").startsWith("DescriptorNotInheritedException fd:3: "));
      assertTrue(child.of("again").contains("taken before"), child.of("again"));
    }
  }

  private static List<String> withFile(Path file) {
    return List.of("sh", "-c", "exec \"$@\" 3<" + file, "sh");
  }

  @Rule("SOCK-29")
  @Test
  void anInheritedFileOrSocketBecomesTheChannelThatItIs() throws Exception {
    Path file = Files.writeString(dir.resolve("f"), "from a file");
    try (Child child = Child.start(withFile(file), "read", "fd:3").toItsEnd()) {
      assertEquals("from a file", child.of("read"));
      assertEquals(List.of("cloexec,blocking", "closed"), child.all("flags"));
    }
    try (Child child = Child.start(launcher("pair", "own", "link"), "read", "fd:link").toItsEnd()) {
      assertEquals("from the pair", child.of("read"));
      assertEquals("NativeStream", child.of("kind"));
    }
  }

  @Rule("SOCK-29")
  @Test
  void withoutNativeAccessItSaysWhichFlagToPass() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("listen", "fd:3"));
    try (Child child =
        Child.start(List.of(), List.of(), arguments.toArray(String[]::new)).toItsEnd()) {
      assertTrue(child.of("failed").contains("--enable-native-access=qio.posix"));
    }
  }

  @Rule("SOCK-33")
  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aNameOfSeveralAddressesIsListenedOnAtEach(String engine) throws Exception {
    Path hosts =
        Files.writeString(dir.resolve("hosts"), "127.0.0.1 two.test\n127.0.0.2 two.test\n");
    List<String> jvm = List.of("-Djdk.net.hosts.file=" + hosts, "--enable-native-access=qio.posix");
    try (Child child =
        Child.start(List.of(), jvm, "addresses", "tcp://two.test:0?engine=" + engine).toItsEnd()) {
      String[] listening = child.of("listening").split(" ");
      assertEquals(2, listening.length, child.of("listening"));
      assertEquals(
          listening[0].replace("127.0.0.1:", "127.0.0.2:"), listening[1], "one port for both");
      assertEquals(List.of("hello", "hello"), child.all("heard"));
    }
  }
}

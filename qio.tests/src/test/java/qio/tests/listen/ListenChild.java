package qio.tests.listen;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import qio.api.Qio;
import qio.api.aio.AioContext;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.ResourceShortageException;
import qio.api.channel.WatchSource;

/** What tests of this package run in a process of its own. Reports on standard output, in lines. */
final class ListenChild {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private ListenChild() {}

  public static void main(String[] arguments) throws Exception {
    String job = arguments[0];
    String address = arguments[1];
    try {
      switch (job) {
        case "serve" -> serve(address, arguments[2], Integer.parseInt(arguments[3]));
        case "addresses" -> addresses(address);
        case "read" -> read(address);
        case "twice" -> twice(address);
        case "listen" -> Qio.listen(address).close();
        case "starve" -> starve(address, arguments[2]);
        default -> throw new IllegalArgumentException(job);
      }
    } catch (IOException | IllegalArgumentException e) {
      report("failed", e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  private static void report(String what, Object value) {
    System.out.println(what + "=" + value);
  }

  /** Accepts so many clients in one of the ways there are, and greets each. */
  private static void serve(String address, String way, int count) throws Exception {
    try (QioListener listener = Qio.listen(address)) {
      report("flags", flags());
      report("listening", String.join(" ", listener.localAddresses()));
      if (way.equals("accept")) {
        for (int i = 0; i < count; i++) {
          greet(listener.accept());
        }
      } else if (way.equals("poll")) {
        pollAndGreet(listener, count);
      } else {
        watchAndGreet(listener, way, count);
      }
      report("none", listener.tryAccept().isEmpty());
      report("flags", flags());
    }
  }

  private static void pollAndGreet(QioListener listener, int count) throws IOException {
    int greeted = 0;
    while (greeted < count) {
      var client = listener.tryAccept();
      if (client.isPresent()) {
        greet(client.get());
        greeted++;
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static void watchAndGreet(QioListener listener, String way, int count) throws Exception {
    int[] greeted = {0};
    try (AioContext loop = AioContext.open("child")) {
      if (way.equals("watch")) {
        listener.addWatch(
            loop,
            client -> {
              greet(client);
              greeted[0]++;
            });
      } else {
        listener
            .channel()
            .setAioFdHandler(
                loop,
                () ->
                    listener
                        .tryAccept()
                        .ifPresent(
                            client -> {
                              greet(client);
                              greeted[0]++;
                            }),
                null);
      }
      while (greeted[0] < count) {
        loop.poll(true);
      }
      listener.channel().setAioFdHandler(loop, null, null);
    }
  }

  private static void greet(QioChannel client) {
    try (client) {
      client.writeAll(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of descriptor 3, as the kernel tells them. */
  private static String flags() throws IOException {
    Path info = Path.of("/proc/self/fdinfo/3");
    if (!Files.exists(info)) {
      return "closed";
    }
    String line =
        Files.readAllLines(info).stream()
            .filter(each -> each.startsWith("flags:"))
            .findFirst()
            .orElseThrow();
    long bits = Long.parseLong(line.substring(6).trim(), 8);
    return ((bits & 02000000) != 0 ? "cloexec" : "inheritable")
        + ((bits & 04000) != 0 ? ",nonblocking" : ",blocking");
  }

  private static void addresses(String address) throws IOException {
    try (QioListener listener = Qio.listen(address)) {
      report("listening", String.join(" ", listener.localAddresses()));
      for (String each : listener.localAddresses()) {
        try (QioChannel client = Qio.connect(each);
            QioChannel server = listener.accept(LIMIT).orElseThrow()) {
          greet(server);
          report("heard", new String(client.asInputStream().readAllBytes()));
        }
      }
    }
  }

  private static void read(String address) throws IOException {
    try (QioChannel channel = Qio.connect(address)) {
      report("flags", flags());
      report("kind", channel.getClass().getSimpleName());
      report("read", new String(channel.asInputStream().readAllBytes()).trim());
    }
    report("flags", flags());
  }

  private static void twice(String address) throws IOException {
    try (QioListener listener = Qio.listen(address)) {
      report("open", listener.isOpen());
      try {
        Qio.listen(address).close();
      } catch (IOException e) {
        report("again", e.getClass().getSimpleName() + " " + e.getMessage());
      }
      try {
        Qio.connect(address).close();
      } catch (IOException e) {
        report("connect", e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
  }

  // ---- a process without descriptors ----

  private static void starve(String address, String way) throws Exception {
    loadEverything();
    try (QioListener listener = Qio.listen(address);
        AioContext loop = AioContext.open("child")) {
      List<QioChannel> accepted = new ArrayList<>();
      if (!way.equals("cold")) {
        oneClient(listener);
      }
      oneClientOnLoop(listener, loop, accepted);
      List<QioChannel> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(Qio.connect(listener.localAddress()));
      }
      List<AutoCloseable> all = takeAll();
      if (way.equals("watch")) {
        starvedWatch(listener, loop, all, accepted);
      } else {
        starvedAccept(listener, all, accepted);
      }
      report("accepted", accepted.size());
      for (QioChannel each : clients) {
        each.close();
      }
      for (QioChannel each : accepted) {
        each.close();
      }
    }
  }

  /** Without a descriptor no class file can be opened either. */
  private static void loadEverything() throws Exception {
    for (var module : ModuleLayer.boot().configuration().modules()) {
      if (!module.name().startsWith("qio.") || module.name().equals("qio.tests")) {
        continue;
      }
      ClassLoader loader = ModuleLayer.boot().findLoader(module.name());
      try (ModuleReader reader = module.reference().open()) {
        for (String each : reader.list().filter(name -> name.endsWith(".class")).toList()) {
          if (!each.contains("-info") && !each.startsWith("qio/tck") && !each.contains("/cli/")) {
            Class.forName(each.replace(".class", "").replace('/', '.'), true, loader);
          }
        }
      }
    }
  }

  private static void oneClient(QioListener listener) throws IOException {
    try (QioChannel client = Qio.connect(listener.localAddress());
        QioChannel server = listener.accept()) {
      report("warm", client.isOpen() && server.isOpen());
    }
    report("none", listener.accept(Duration.ofMillis(1)).isEmpty());
  }

  private static void oneClientOnLoop(
      QioListener listener, AioContext loop, List<QioChannel> accepted) throws IOException {
    try (QioChannel client = Qio.connect(listener.localAddress());
        WatchSource watch = listener.addWatch(loop, accepted::add)) {
      while (accepted.isEmpty()) {
        loop.poll(true);
      }
      accepted.removeFirst().close();
      report("warm", client.isOpen() && watch.isOpen());
    }
  }

  private static List<AutoCloseable> takeAll() {
    List<AutoCloseable> all = new ArrayList<>();
    try {
      for (; ; ) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      return all; // that is what was wanted
    }
  }

  private static void starvedWatch(
      QioListener listener, AioContext loop, List<AutoCloseable> all, List<QioChannel> accepted)
      throws Exception {
    String attempt = attempt(listener);
    WatchSource watch = listener.addWatch(loop, accepted::add);
    int turns = 0;
    long end = System.nanoTime() + 300_000_000L;
    for (long left = 1; left > 0; left = end - System.nanoTime()) {
      loop.poll(Duration.ofNanos(left));
      turns++;
    }
    int during = accepted.size();
    close(all);
    report("attempt", attempt);
    report("turns", turns);
    report("during", during);
    while (accepted.size() < 3) {
      loop.poll(LIMIT);
    }
    report("open", watch.isOpen());
    watch.close();
  }

  private static String attempt(QioListener listener) throws IOException {
    try {
      return "client " + listener.tryAccept().isPresent();
    } catch (ResourceShortageException e) {
      return e.getClass().getSimpleName() + " " + e.getMessage();
    }
  }

  private static void starvedAccept(
      QioListener listener, List<AutoCloseable> all, List<QioChannel> accepted) throws Exception {
    boolean inTime = listener.accept(Duration.ofMillis(100)).isPresent();
    FutureTask<QioChannel> accepting = new FutureTask<>(listener::accept);
    Thread thread = Thread.ofPlatform().daemon().start(accepting);
    while (!asleep(thread)) {
      Thread.onSpinWait();
    }
    boolean done = accepting.isDone();
    close(all);
    report("during", inTime || done);
    accepted.add(accepting.get(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
    accepted.add(listener.accept());
    accepted.add(listener.accept());
  }

  private static boolean asleep(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("rest")) {
        return true;
      }
    }
    return false;
  }

  private static void close(List<AutoCloseable> all) throws Exception {
    for (AutoCloseable each : all) {
      each.close();
    }
  }
}

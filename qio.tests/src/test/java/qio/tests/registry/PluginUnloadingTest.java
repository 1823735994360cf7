package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.tck.Patience;
import qio.tck.Rule;

/** A plug-in whose channels are closed goes when its front door is dropped. */
@Rule("REG-12")
class PluginUnloadingTest {

  private static final ByteBuffer MESSAGE = ByteBuffer.allocate(64);

  @TempDir Path dir;

  private Path folderWithLayer() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("plugins"));
    var modules = new PluginModules(dir.resolve("classes"));
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    PluginJars.jar(modules, "plug.tag", folder.resolve("tag.jar"));
    return folder;
  }

  private static ClassLoader loaderOf(QioChannel channel) {
    return channel.getClass().getClassLoader();
  }

  /** Uses the plug-in in all ways in which something of it could stay behind. */
  private static WeakReference<ClassLoader> use(Path folder, AioContext loop) throws Exception {
    Qio door = Qio.in(folder);
    try (QioListener listener = door.listenOn("tag+tcp://127.0.0.1:0", QioOptions.none());
        QioChannel client = door.connectTo(listener.localAddress().toString(), QioOptions.none());
        QioChannel server = listener.accept()) {
      assertNotSame(Qio.class.getClassLoader(), loaderOf(client));
      client.setDeadline(Patience.limit());
      client.writeAll(MESSAGE.duplicate());
      server.readAll(ByteBuffer.allocate(64));
      parkOnAVirtualThread(client, server);
      watchOnALoop(client, server, loop);
      return new WeakReference<>(loaderOf(client));
    }
  }

  private static void parkOnAVirtualThread(QioChannel client, QioChannel server) throws Exception {
    Thread reader =
        Thread.startVirtualThread(
            () -> {
              try {
                server.readAll(ByteBuffer.allocate(64));
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            });
    client.writeAll(MESSAGE.duplicate());
    assertTrue(reader.join(Patience.limit()), "the reader ended");
  }

  private static void watchOnALoop(QioChannel client, QioChannel server, AioContext loop)
      throws Exception {
    var told = new CountDownLatch(2);
    server.setBlocking(false);
    server.addWatch(
        IoCondition.of(IoCondition.IN),
        (channel, ready) -> {
          told.countDown();
          return false;
        },
        loop);
    server.setAioFdHandler(loop, told::countDown, null);
    client.writeAll(MESSAGE.duplicate());
    assertTrue(told.await(Patience.limit().toMillis(), TimeUnit.MILLISECONDS), "the loop told");
  }

  @Test
  void itsClassLoaderIsCollectedThoughLoopsAndThreadsLiveOn() throws Exception {
    Path folder = folderWithLayer();
    try (AioContext loop = AioContext.open("host").start()) {
      WeakReference<ClassLoader> loader = use(folder, loop);
      long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (loader.get() != null && System.nanoTime() < limit) {
        System.gc();
        Thread.onSpinWait();
      }
      assertNull(loader.get(), "nothing holds the plug-in");
      try (QioChannel again =
          Qio.in(folder)
              .layerOver(
                  "tag", qio.api.spi.LayerRole.CLIENT, Qio.connect("null:"), QioOptions.none())) {
        assertEquals("plug.tag", again.getClass().getModule().getName());
      }
    }
  }

  @Test
  void aChannelThatIsOpenKeepsIt() throws Exception {
    Path folder = folderWithLayer();
    try (QioChannel open = Qio.in(folder).connectTo("tag+null:", QioOptions.none())) {
      var loader = new WeakReference<>(loaderOf(open));
      System.gc();
      open.writeAll(MESSAGE.duplicate());
      assertEquals(loaderOf(open), loader.get());
    }
  }
}

package qio.tests.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.aio.AioContext;
import qio.api.channel.IoCondition;
import qio.api.channel.QioChannel;
import qio.api.channel.QioListener;
import qio.api.channel.WatchSource;
import qio.tck.Rule;

/** Priorities of watches on channels of every kind, with a descriptor and without. */
@Rule("AIO-15")
class WatchPriorityTest {

  private static final Set<IoCondition> IN = Set.of(IoCondition.IN);

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> order = new ArrayList<>();
  private AioContext loop;

  @BeforeEach
  void open() throws IOException {
    loop = AioContext.open("priorities");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    loop.close();
  }

  private <T extends AutoCloseable> T kept(T opened) {
    open.add(opened);
    return opened;
  }

  /** An end at which a byte waits. */
  private QioChannel readable(String address) throws IOException {
    try (QioListener listener = Qio.listen(address)) {
      QioChannel writer = kept(Qio.connect(listener.localAddress()));
      QioChannel reader = kept(listener.accept());
      writer.writeAll(ByteBuffer.allocate(1));
      return reader;
    }
  }

  private QioChannel file() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[1]);
    return kept(Qio.connect("file:" + file));
  }

  /** A listener on several addresses at which a client waits. */
  private QioChannel joined() throws IOException {
    QioListener listener =
        kept(
            Qio.listenAll(
                List.of("mem:priorities-a", "tcp://127.0.0.1:0"),
                QioOptions.none().with("max-connections", 3)));
    kept(Qio.connect(listener.localAddresses().getLast()));
    return listener.channel();
  }

  private WatchSource watch(QioChannel channel, int priority, boolean again) throws IOException {
    return kept(
        channel
            .createWatch(IN)
            .priority(priority)
            .attach(
                loop,
                (ignored, ready) -> {
                  order.add(String.valueOf(priority));
                  return again;
                }));
  }

  /** The first turn in which all are ready; a watch may need one to find out. */
  private void turnUntilAll(int count) throws IOException {
    for (int turns = 0; turns < 50; turns++) {
      order.clear();
      loop.poll(false);
      if (order.size() == count) {
        return;
      }
    }
    assertEquals(count, order.size(), "never all in one turn: " + order);
  }

  @Test
  void inOneTurnTheLowerNumberIsCalledFirstWhateverTheChannel() throws Exception {
    watch(readable("mem:priorities"), 3, true);
    watch(readable("tcp://127.0.0.1:0?engine=native"), 2, true);
    watch(file(), 1, true);
    watch(joined(), 0, true);
    watch(readable("tcp://127.0.0.1:0"), -1, true);
    watch(readable("mem:priorities"), -2, true);
    turnUntilAll(6);
    List<String> expected = List.of("-2", "-1", "0", "1", "2", "3");
    assertEquals(expected, order);
    turnUntilAll(6);
    assertEquals(expected, order, "a repeating watch keeps its place");
  }

  @Test
  void aWatchForOneTimeIsCalledOnceAtItsPlace() throws Exception {
    watch(readable("mem:priorities"), 5, false);
    WatchSource once = watch(readable("tcp://127.0.0.1:0"), -5, false);
    loop.poll(false);
    loop.poll(false);
    assertEquals(List.of("-5", "5"), order);
    assertFalse(once.isOpen());
  }

  @Test
  void aPriorityIsSetBeforeTheWatchIsAttached() throws Exception {
    QioChannel channel = readable("mem:priorities");
    assertEquals(AioContext.DEFAULT_PRIORITY, kept(channel.createWatch(IN)).priority());
    WatchSource watch = watch(channel, 4, true);
    assertEquals(4, watch.priority());
    assertThrows(IllegalStateException.class, () -> watch.priority(1));
    assertEquals(4, watch.priority());
    watch.close();
    assertTrue(!watch.priority(2).isOpen());
  }
}

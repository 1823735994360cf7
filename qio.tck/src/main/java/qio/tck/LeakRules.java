package qio.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import qio.api.channel.IoCondition;

/** Nothing is left behind. */
interface LeakRules extends ChannelSubject {

  @Rule("LEAK-1")
  @InEverySetting
  default void openingUsingAndClosingLeavesNoDescriptorAndNoThread(Setting setting)
      throws Exception {
    try (Loop loop = Loop.running()) {
      useOnce(setting, loop); // what is started once for the process is not a leak
      useOnce(setting, loop);
      Leaks.Count descriptors = Leaks.descriptors();
      Leaks.Count threads = Leaks.threads();
      for (int i = 0; i < 8; i++) {
        useOnce(setting, loop);
      }
      descriptors.assertSame();
      threads.assertSame();
    }
  }

  private void useOnce(Setting setting, Loop loop) throws Exception {
    setting.run(
        this,
        pair -> {
          pair.reader().addWatch(IoCondition.of(IoCondition.IN), Calls.endless(), loop.context());
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(3)));
          read.awaitAsleep();
          pair.writer().writeAll(Bytes.of("abc"));
          assertEquals(true, read.await());
          pair.reader().setAioFdHandler(loop.context(), () -> {}, null);
        });
  }

  @Rule("LEAK-2")
  @InEverySetting
  default void aFailedUseLeavesNoDescriptorAndNoThreadEither(Setting setting) throws Exception {
    failOnce(setting);
    failOnce(setting);
    Leaks.Count descriptors = Leaks.descriptors();
    Leaks.Count threads = Leaks.threads();
    for (int i = 0; i < 8; i++) {
      failOnce(setting);
    }
    descriptors.assertSame();
    threads.assertSame();
  }

  /** The other end goes away in the middle, and a reader is closed in its sleep. */
  private void failOnce(Setting setting) throws Exception {
    setting.run(
        this,
        pair -> {
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(9)));
          pair.writer().writeAll(Bytes.of("half"));
          pair.closing(setting, pair.writer(), () -> read.awaitFailure(java.io.EOFException.class));
        });
    setting.run(
        this,
        pair -> {
          Job<Boolean> read = setting.start(() -> pair.reader().readAllEof(ByteBuffer.allocate(9)));
          read.awaitAsleep();
          pair.closing(
              setting,
              pair.reader(),
              () -> read.awaitFailure(java.nio.channels.AsynchronousCloseException.class));
        });
  }
}

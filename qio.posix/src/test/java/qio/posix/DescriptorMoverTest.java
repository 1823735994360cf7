package qio.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import qio.api.aio.Readiness;
import qio.api.channel.SinkFailedException;

class DescriptorMoverTest {

  private static final long MUCH = 1 << 20;

  private final byte[] content = new byte[50_000];
  private int before;

  @BeforeEach
  void fill() throws IOException {
    new Random(1).nextBytes(content);
    before = OpenDescriptors.count();
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    OpenDescriptors.assertNoneLeaked(before);
  }

  private PosixDescriptor file() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("moved");
    new PlainTransfer(file).write(ByteBuffer.wrap(content));
    PosixFiles.seek(file, 0, SeekFrom.START);
    return file;
  }

  private static byte[] read(PosixDescriptor from, int size) throws IOException {
    ByteBuffer dst = ByteBuffer.allocate(size);
    PlainTransfer transfer = new PlainTransfer(from);
    while (dst.hasRemaining()) {
      if (transfer.read(dst) < 0) {
        from.waiter().await(Readiness.READ, 5_000_000_000L);
      }
    }
    return dst.array();
  }

  private interface Body {
    void with(PosixDescriptor in, PosixDescriptor out) throws IOException;
  }

  private static void withSockets(Body body) throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    try (PosixDescriptor one = pair.first();
        PosixDescriptor other = pair.second()) {
      body.with(one, other);
    }
  }

  private static void withPipe(Body body) throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(true);
    try (PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer()) {
      body.with(reader, writer);
    }
  }

  @Test
  void aFileGoesIntoASocketBySendfile() throws IOException {
    withSockets(
        (reader, socket) -> {
          try (PosixDescriptor file = file()) {
            DescriptorMover mover = new DescriptorMover(file);
            assertEquals(1000, mover.move(socket, 1000));
            assertEquals(KernelRoute.SENDFILE, mover.route());
            assertEquals(1000, PosixFiles.seek(file, 0, SeekFrom.CURRENT));
            assertEquals(49_000, mover.move(socket, MUCH));
            assertEquals(Answers.NOT_SUPPORTED, mover.move(socket, MUCH), "a read tells the end");
            assertFalse(mover.end().hasRemaining());
            assertArrayEquals(content, read(reader, content.length));
          }
        });
  }

  @Test
  void aSocketThatIsFullSaysSoAndIsNotWaitedFor() throws IOException {
    withSockets(
        (reader, socket) -> {
          try (PosixDescriptor file = file()) {
            DescriptorMover mover = new DescriptorMover(file);
            long sent = 0;
            long n;
            while ((n = mover.move(socket, MUCH)) != Answers.SINK_FULL) {
              sent += Math.max(n, 0);
              PosixFiles.seek(file, 0, SeekFrom.START);
            }
            assertTrue(sent > content.length, "sent " + sent);
          }
        });
  }

  @Test
  void aFileGoesIntoAFileAndIntoAPipe() throws IOException {
    try (PosixDescriptor file = file();
        PosixDescriptor copy = PosixFiles.memoryFile("copy")) {
      DescriptorMover mover = new DescriptorMover(file);
      assertEquals(content.length, mover.move(copy, MUCH));
      assertEquals(KernelRoute.COPY_FILE_RANGE, mover.route());
      mover.end();
      PosixFiles.seek(copy, 0, SeekFrom.START);
      assertArrayEquals(content, read(copy, content.length));
      PosixFiles.seek(file, 0, SeekFrom.START);
      withPipe(
          (reader, writer) -> {
            assertEquals(content.length, mover.move(writer, MUCH));
            assertEquals(KernelRoute.SPLICE, mover.route());
            assertArrayEquals(content, read(reader, content.length));
          });
      mover.end();
    }
  }

  @Test
  void aPipeGoesIntoASocketAndTheKernelsDoubtIsSettled() throws IOException {
    withPipe(
        (reader, writer) ->
            withSockets(
                (far, socket) -> {
                  DescriptorMover mover = new DescriptorMover(reader);
                  assertEquals(Answers.WOULD_BLOCK, mover.move(socket, MUCH), "the pipe is empty");
                  PlainTransfer filling = new PlainTransfer(writer);
                  long taken = 0;
                  long answer;
                  do {
                    filling.write(ByteBuffer.wrap(content));
                    answer = mover.move(socket, MUCH);
                    taken += Math.max(answer, 0);
                  } while (answer > 0);
                  assertEquals(Answers.SINK_FULL, answer, "the pipe is not empty");
                  assertTrue(taken > 0);
                  read(far, (int) taken);
                  filling.write(ByteBuffer.wrap(content));
                  far.close();
                  var failure = assertThrows(SinkFailedException.class, () -> drain(mover, socket));
                  assertInstanceOf(SocketException.class, failure.getCause());
                }));
  }

  private static void drain(DescriptorMover mover, PosixDescriptor into) throws IOException {
    while (mover.move(into, MUCH) > 0) {
      // until it ends or fails
    }
  }

  @Test
  void aSocketGoesIntoASocketThroughAPipeWhoseRestIsHandedBack() throws IOException {
    withSockets(
        (far, source) ->
            withSockets(
                (reader, sink) -> {
                  SocketTransfer full = new SocketTransfer(sink);
                  long filled = 0;
                  for (int n; (n = full.send(ByteBuffer.wrap(content))) > 0; ) {
                    filled += n;
                  }
                  new SocketTransfer(far).send(ByteBuffer.wrap(content, 0, 5000));
                  DescriptorMover mover = new DescriptorMover(source);
                  assertEquals(Answers.SINK_FULL, mover.move(sink, 4000));
                  assertEquals(KernelRoute.SPLICE_THROUGH_PIPE, mover.route());
                  assertEquals(before + 6, OpenDescriptors.count(), "four sockets and the pipe");
                  ByteBuffer rest = mover.end();
                  assertEquals(ByteBuffer.wrap(content, 0, 4000), rest);
                  read(reader, (int) filled);
                  assertEquals(1000, mover.move(sink, 4000));
                  assertArrayEquals(Arrays.copyOfRange(content, 4000, 5000), read(reader, 1000));
                  assertEquals(Answers.WOULD_BLOCK, mover.move(sink, 4000));
                  far.close();
                  assertEquals(Answers.EOF, mover.move(sink, 4000));
                  assertFalse(mover.end().hasRemaining());
                }));
  }

  @Test
  void whatOthersShareInBlockingModeIsLeftToBeCopied() throws IOException {
    withSockets(
        (reader, socket) -> {
          socket.setNonBlocking(false);
          try (PosixDescriptor file = file()) {
            assertEquals(Answers.NOT_SUPPORTED, new DescriptorMover(file).move(socket, MUCH));
            assertFalse(socket.isNonBlocking());
            assertEquals(0, PosixFiles.seek(file, 0, SeekFrom.CURRENT));
          }
          DescriptorMover mover = new DescriptorMover(socket);
          try (PosixDescriptor sink = PosixFiles.memoryFile("sink")) {
            assertEquals(Answers.NOT_SUPPORTED, mover.move(sink, MUCH));
          }
        });
  }

  @Test
  void whatTheKernelCannotMoveIsLeftToBeCopied() throws IOException {
    try (PosixDescriptor counter = PosixFiles.eventCounter();
        PosixDescriptor file = file()) {
      assertEquals(Answers.NOT_SUPPORTED, new DescriptorMover(counter).move(file, 8));
      assertEquals(Answers.NOT_SUPPORTED, new DescriptorMover(file).move(counter, 8));
      assertEquals(Answers.NOT_SUPPORTED, new DescriptorMover(file).move(file, 8), "overlapping");
      PosixDescriptor closed = file.dup();
      closed.close();
      assertThrows(
          ClosedChannelException.class, () -> new DescriptorMover(file).move(closed, MUCH));
      try (PosixDescriptor readOnly =
          PosixFiles.open(java.nio.file.Path.of("/proc/self/exe"), EnumSet.of(OpenFlag.READ), 0)) {
        assertEquals(Answers.NOT_SUPPORTED, new DescriptorMover(file).move(readOnly, 8));
      }
    }
  }
}

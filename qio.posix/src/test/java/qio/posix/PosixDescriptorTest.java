package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.Descriptor;
import qio.tck.Rule;

class PosixDescriptorTest {

  private int before;

  @BeforeEach
  void countDescriptors() {
    before = OpenDescriptors.count();
  }

  @AfterEach
  void nothingLeaks() {
    OpenDescriptors.assertNoneLeaked(before);
  }

  /** A descriptor of some other provider, by number only. */
  private static final class Foreign extends Descriptor {
    private final int number;
    private boolean open = true;

    Foreign(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public Descriptor dup() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        PosixDescriptor.adopt(number).close();
      }
    }
  }

  private static boolean isCloseOnExec(int number) throws IOException {
    String info = Files.readString(Path.of("/proc/self/fdinfo/" + number));
    String flags = info.lines().filter(line -> line.startsWith("flags:")).findFirst().orElseThrow();
    return (Long.parseLong(flags.substring(6).strip(), 8) & 02000000) != 0;
  }

  @Test
  void everythingMadeHereIsCloseOnExec(@TempDir Path folder) throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    PosixDescriptor[] made = {
      pair.first(),
      pair.second(),
      pipe.reader(),
      pipe.writer(),
      PosixSockets.open(SocketDomain.INET, SocketType.STREAM),
      PosixFiles.open(folder, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY), 0),
      PosixFiles.memoryFile("test"),
      PosixFiles.eventCounter(),
      pair.first().dup()
    };
    for (PosixDescriptor descriptor : made) {
      assertTrue(isCloseOnExec(descriptor.number()), descriptor::toString);
      descriptor.close();
    }
  }

  @Test
  void closingFreesTheNumberOnce() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("test");
    int number = file.number();
    assertTrue(file.isOpen());
    file.close();
    assertFalse(file.isOpen());
    assertFalse(OpenDescriptors.has(number));
    try (PosixDescriptor successor = PosixFiles.memoryFile("successor")) {
      assertEquals(number, successor.number(), "the kernel gives out the lowest free number");
      file.close();
      assertTrue(OpenDescriptors.has(number), "a second close must not hit the successor");
    }
    assertThrows(ClosedChannelException.class, file::dup);
    assertThrows(ClosedChannelException.class, file::kind);
    assertThrows(ClosedChannelException.class, file::isNonBlocking);
  }

  @Test
  void aNumberIsNotReusedUnderACallInFlight() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("busy");
    int number = file.use();
    file.use();
    file.close();
    assertFalse(file.isOpen());
    assertThrows(ClosedChannelException.class, file::use);
    assertTrue(OpenDescriptors.has(number), "two calls are in flight");
    file.done();
    assertTrue(OpenDescriptors.has(number), "one call is in flight");
    try (PosixDescriptor other = PosixFiles.memoryFile("other")) {
      assertNotEquals(number, other.number());
    }
    file.done();
    assertFalse(OpenDescriptors.has(number), "the last call gives the number back");
  }

  @Test
  void hooksRunBeforeTheNumberIsFreeAndAtOnceAfterwards() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("hooked");
    boolean[] openInHook = new boolean[2];
    file.counted().beforeRelease(() -> openInHook[0] = OpenDescriptors.has(file.number()));
    file.close();
    assertTrue(openInHook[0]);
    file.counted().beforeRelease(() -> openInHook[1] = true);
    assertTrue(openInHook[1]);
  }

  @Test
  void aLentViewFollowsItsOwnerAndClosesNothing() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("owner");
    PosixDescriptor view = file.lend();
    assertTrue(view.isLent());
    assertFalse(file.isLent());
    assertEquals(file.number(), view.number());
    assertSame(file.waiter(), view.waiter());
    view.close();
    assertTrue(file.isOpen());
    assertTrue(view.isOpen());
    try (PosixDescriptor copy = view.dup()) {
      assertFalse(copy.isLent());
    }
    file.close();
    assertFalse(view.isOpen());
    assertThrows(ClosedChannelException.class, view::dup);
  }

  @Test
  void aDuplicateSharesTheFileAndLivesOn() throws IOException {
    PosixDescriptor file = PosixFiles.memoryFile("shared");
    PosixDescriptor copy = file.dup();
    assertNotEquals(file.number(), copy.number());
    new PlainTransfer(file).write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    file.close();
    assertEquals(3, PosixFiles.status(copy).size());
    assertEquals(3, PosixFiles.seek(copy, 0, SeekFrom.CURRENT), "the position is shared too");
    copy.close();
  }

  @Rule("FILE-8")
  @Test
  void adoptingTakesOnlyWhatIsOpen() throws IOException {
    PosixException failure =
        assertThrows(PosixException.class, () -> PosixDescriptor.adopt(1_000_000));
    assertEquals("fcntl fd:1000000: EBADF (9) Bad file descriptor", failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> PosixDescriptor.adopt(-1));
  }

  @Test
  void adoptingKeepsNonBlockingModeAsItIs() throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (PosixDescriptor writer = pipe.writer();
        PosixDescriptor reader = PosixDescriptor.adopt(pipe.reader().number())) {
      assertFalse(reader.isNonBlocking());
      reader.setNonBlocking(true);
      assertTrue(reader.isNonBlocking());
      assertTrue(pipe.reader().isNonBlocking(), "both name one open file description");
      reader.setNonBlocking(false);
      assertFalse(reader.isNonBlocking());
      assertFalse(writer.isNonBlocking());
    }
  }

  @Test
  void takingOverKeepsOursAndDuplicatesOthers() throws IOException {
    PosixDescriptor ours = PosixFiles.memoryFile("ours");
    assertSame(ours, PosixDescriptor.takeOver(ours));
    assertThrows(IllegalArgumentException.class, () -> PosixDescriptor.takeOver(ours.lend()));
    Foreign foreign = new Foreign(ours.dup().number());
    try (PosixDescriptor taken = PosixDescriptor.takeOver(foreign)) {
      assertFalse(foreign.isOpen());
      assertEquals(DescriptorKind.REGULAR_FILE, taken.kind());
      assertThrows(ClosedChannelException.class, () -> PosixDescriptor.takeOver(foreign));
    }
    ours.close();
    assertThrows(ClosedChannelException.class, () -> PosixDescriptor.takeOver(ours));
  }

  @Test
  void kindTellsWhatItIs(@TempDir Path folder) throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.SEQPACKET);
    PosixFiles.Pipe pipe = PosixFiles.pipe(false);
    try (PosixDescriptor first = pair.first();
        PosixDescriptor second = pair.second();
        PosixDescriptor reader = pipe.reader();
        PosixDescriptor writer = pipe.writer();
        PosixDescriptor memory = PosixFiles.memoryFile("m");
        PosixDescriptor counter = PosixFiles.eventCounter();
        PosixDescriptor directory = PosixFiles.open(folder, EnumSet.of(OpenFlag.READ), 0);
        PosixDescriptor device =
            PosixFiles.open(Path.of("/dev/null"), EnumSet.of(OpenFlag.WRITE), 0)) {
      assertEquals(DescriptorKind.SOCKET, first.kind());
      assertEquals(SocketDomain.UNIX, first.socketDomain());
      assertEquals(SocketType.SEQPACKET, second.socketType());
      assertEquals(DescriptorKind.PIPE, reader.kind());
      assertEquals(DescriptorKind.PIPE, writer.kind());
      assertEquals(DescriptorKind.REGULAR_FILE, memory.kind());
      assertEquals(DescriptorKind.OTHER, counter.kind());
      assertEquals(DescriptorKind.DIRECTORY, directory.kind());
      assertEquals(DescriptorKind.CHARACTER_DEVICE, device.kind());
      IOException notASocket = assertThrows(IOException.class, memory::socketDomain);
      assertEquals(
          Errno.ENOTSOCK, PosixException.in(notASocket).orElseThrow().errno().orElseThrow());
    }
  }
}

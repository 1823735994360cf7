package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.posix.PosixOwnership.Lock;

class PosixOwnershipTest {

  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    path = Files.createFile(folder.resolve("file"));
  }

  private PosixDescriptor open() throws IOException {
    return PosixFiles.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE), 0);
  }

  @Test
  void anExclusiveLockKeepsOtherOpeningsOutUntilItIsGivenBack() throws IOException {
    try (PosixDescriptor mine = open();
        PosixDescriptor other = open()) {
      assertEquals(OptionalInt.empty(), PosixOwnership.holder(other, Lock.SHARED));
      assertTrue(PosixOwnership.tryLock(mine, Lock.EXCLUSIVE));
      assertTrue(PosixOwnership.tryLock(mine, Lock.EXCLUSIVE), "its own is not in its way");
      assertFalse(PosixOwnership.tryLock(other, Lock.EXCLUSIVE));
      assertFalse(PosixOwnership.tryLock(other, Lock.SHARED));
      assertEquals(
          OptionalInt.of(PosixOwnership.SOME_DESCRIPTION),
          PosixOwnership.holder(other, Lock.SHARED));
      PosixOwnership.unlock(mine);
      PosixOwnership.unlock(mine);
      assertTrue(PosixOwnership.tryLock(other, Lock.SHARED));
      assertTrue(PosixOwnership.tryLock(mine, Lock.SHARED));
    }
  }

  @Test
  void closingAnotherOpeningLeavesTheLockAndClosingItsOwnTakesIt() throws IOException {
    PosixDescriptor mine = open();
    assertTrue(PosixOwnership.tryLock(mine, Lock.EXCLUSIVE));
    open().close();
    try (PosixDescriptor other = open()) {
      assertFalse(PosixOwnership.tryLock(other, Lock.SHARED));
      mine.close();
      assertTrue(PosixOwnership.tryLock(other, Lock.SHARED));
    }
    assertThrows(ClosedChannelException.class, () -> PosixOwnership.unlock(mine));
  }

  @Test
  void aLockOfAProcessIsToldWithItsNumber() throws IOException {
    try (FileChannel jdk = FileChannel.open(path, StandardOpenOption.WRITE);
        PosixDescriptor other = open()) {
      assertTrue(jdk.tryLock().isValid());
      assertFalse(PosixOwnership.tryLock(other, Lock.SHARED));
      assertEquals(
          OptionalInt.of((int) ProcessHandle.current().pid()),
          PosixOwnership.holder(other, Lock.SHARED));
    }
  }

  @Test
  void aSharedLockNeedsAFileThatCanBeRead() throws IOException {
    try (PosixDescriptor writer = PosixFiles.open(path, EnumSet.of(OpenFlag.WRITE), 0)) {
      PosixException refused =
          assertThrows(PosixException.class, () -> PosixOwnership.tryLock(writer, Lock.SHARED));
      assertEquals(Errno.EBADF, refused.errno().orElseThrow());
    }
  }

  @Test
  void permissionsAndOwnerAreSetWhateverTheUmask() throws IOException {
    try (PosixDescriptor file = open()) {
      PosixOwnership.setPermissions(file, 0677);
      assertEquals(0677, PosixFiles.status(file).permissions());
      int owner = (int) Files.getAttribute(path, "unix:uid");
      int group = (int) Files.getAttribute(path, "unix:gid");
      PosixOwnership.setOwner(file, owner, group);
      assertEquals(owner, Files.getAttribute(path, "unix:uid"));
    }
  }
}

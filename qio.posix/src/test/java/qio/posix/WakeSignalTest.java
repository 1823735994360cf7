package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.posix.layout.Sigaction;
import qio.posix.libc.CallMemory;
import qio.posix.libc.SignalSymbols;

class WakeSignalTest {

  @Test
  void itIsOneThatNobodyHandled() {
    WakeSignal signal = WakeSignal.ofProcess();
    assertNotNull(signal);
    assertTrue(signal.number() < 62, "that one is the JDK's: " + signal);
    assertEquals(SignalSymbols.nothingToDo(), handler(signal.number()));
  }

  @Test
  void oneThatIsTakenIsPassedOver() {
    WakeSignal first = WakeSignal.ofProcess();
    WakeSignal second = WakeSignal.choose("");
    assertNotNull(first);
    assertNotNull(second);
    assertNotEquals(first.number(), second.number());
  }

  @Test
  void itCanBeNamed() {
    int free = 40;
    assumeTrue(handler(free) == Sigaction.DEFAULT, "somebody has it");
    WakeSignal named = WakeSignal.choose(" " + free + " ");
    assertNotNull(named);
    assertEquals(free, named.number());
    assertEquals(SignalSymbols.nothingToDo(), handler(free));
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", " OFF", "0", "-1", "65", "9", "15", "USR1"})
  void whatCannotBeHadMeansNone(String property) {
    assertNull(WakeSignal.choose(property));
  }

  @Test
  void itReachesAThreadOfTheJvm() {
    WakeSignal signal = WakeSignal.ofProcess();
    assertNotNull(signal);
    assertTrue(signal.reachesCaller());
  }

  @Test
  void membersOfASetAreFound() {
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment set = memory.room().asSlice(0, Sigaction.SET_SIZE).fill((byte) 0);
      set.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 7, (byte) 0x90);
      assertTrue(Sigaction.isIn(set, 61));
      assertTrue(Sigaction.isIn(set, 64));
      assertEquals(false, Sigaction.isIn(set, 62));
    }
  }

  private static long handler(int signal) {
    try (CallMemory memory = CallMemory.take()) {
      MemorySegment action = memory.room();
      assertEquals(0, SignalSymbols.sigaction(memory.errno(), signal, 0, action.address()));
      return Sigaction.handler(action);
    }
  }
}

package qio.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a writer is told to expect, and how fast it learns otherwise. */
class WriteForecastTest {

  private final WriteForecast forecast = new WriteForecast();

  @Test
  void nothingIsForetoldWhileThereIsRoom() {
    for (int i = 0; i < 100; i++) {
      assertFalse(forecast.isTooLittle());
      forecast.tookAll();
    }
  }

  @Test
  void aFullSocketIsForetoldButForEveryThirtySecondWrite() {
    forecast.tookLess();
    int tried = 0;
    for (int i = 0; i < 320; i++) {
      if (!forecast.isTooLittle()) {
        forecast.tookLess();
        tried++;
      }
    }
    assertEquals(10, tried);
  }

  @Test
  void aTryThatIsTakenAsAWholeEndsTheForecast() {
    forecast.tookLess();
    for (int i = 1; i < 32; i++) {
      assertTrue(forecast.isTooLittle());
    }
    assertFalse(forecast.isTooLittle(), "it is time to try");
    forecast.tookAll();
    assertFalse(forecast.isTooLittle());
  }

  @Test
  void aSocketThatWasFullIsExpectedToBe() throws IOException {
    PosixSockets.Pair pair = PosixSockets.pair(SocketType.STREAM);
    try {
      SocketTransfer out = new SocketTransfer(pair.second());
      SocketTransfer in = new SocketTransfer(pair.first());
      ByteBuffer page = ByteBuffer.allocateDirect(4096);
      assertFalse(out.expectsTooLittleRoom());
      while (out.send(page.clear()) > 0) {
        assertFalse(out.expectsTooLittleRoom() && !page.hasRemaining());
      }
      assertTrue(out.expectsTooLittleRoom());
      while (in.receive(page.clear()) > 0) {
        continue; // until it is empty again
      }
      assertEquals(4096, out.send(page.clear()));
      assertFalse(out.expectsTooLittleRoom());
    } finally {
      pair.first().close();
      pair.second().close();
    }
  }
}

package qio.api.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MainLoopTest {

  @Test
  void thereIsOneMainLoopAndItRuns() throws Exception {
    AioContext main = AioContext.main();
    assertSame(main, AioContext.main());
    CompletableFuture<Optional<AioContext>> current = new CompletableFuture<>();
    main.execute(() -> current.complete(AioContext.current()));
    assertEquals(Optional.of(main), current.get(20, TimeUnit.SECONDS));
  }

  @Test
  void theMainLoopCannotBeClosedStoppedOrRun() {
    AioContext main = AioContext.main();
    assertThrows(IllegalStateException.class, main::close);
    assertThrows(IllegalStateException.class, main::stop);
    assertThrows(IllegalStateException.class, main::run);
    assertTrue(main.isOpen());
  }
}

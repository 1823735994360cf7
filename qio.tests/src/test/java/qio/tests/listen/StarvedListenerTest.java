package qio.tests.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.tck.Rule;

/** A listener in a process that has no descriptor left. */
@Rule("LSN-14")
class StarvedListenerTest {

  private static final List<String> FEW_DESCRIPTORS =
      List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh");

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aWatchRestsSaysSoOnceAndGoesOnByItself(String engine) throws Exception {
    try (Child child = starve(engine, "watch")) {
      assertTrue(child.of("attempt").startsWith("ResourceShortageException tcp://127.0.0.1:"));
      assertTrue(child.of("attempt").contains("ulimit -n"), child.of("attempt"));
      assertEquals("0", child.of("during"));
      int turns = Integer.parseInt(child.of("turns"));
      assertTrue(turns < 60, turns + " turns in 300 ms");
      assertEquals("true", child.of("open"));
      assertEquals("3", child.of("accepted"));
      assertEquals(1, child.logged("cannot accept a client"));
      assertEquals(1, child.logged("accepting again"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "nio"})
  void aThreadThatAcceptsWaitsLikewise(String engine) throws Exception {
    try (Child child = starve(engine, "accept")) {
      assertEquals("false", child.of("during"));
      assertEquals("3", child.of("accepted"));
      assertEquals(1, child.logged("cannot accept a client"));
    }
  }

  /** To wait for a client needs a descriptor too, unless somebody has waited there before. */
  @Test
  void aThreadThatHasNeverWaitedThereWaitsLikewise() throws Exception {
    try (Child child = starve("native", "cold")) {
      assertEquals("false", child.of("during"));
      assertEquals("3", child.of("accepted"));
      assertEquals(1, child.logged("cannot accept a client"));
    }
  }

  private static Child starve(String engine, String way) throws Exception {
    String address = "tcp://127.0.0.1:0?engine=" + engine;
    return Child.start(FEW_DESCRIPTORS, "starve", address, way).toItsEnd();
  }
}

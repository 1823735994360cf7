package qio.tests.coroutine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import qio.tck.Rule;
import qio.tests.registry.ChildJvm;

/** Virtual threads that wait in channels, and those that compute, share few carriers. */
class CarrierTest {

  @TempDir Path dir;

  private List<String> run(int carriers, int hogs, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-p",
                System.getProperty("jdk.module.path"),
                "--enable-native-access=qio.posix",
                "--illegal-native-access=deny",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.virtualThreadScheduler.parallelism=" + carriers));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of("-m", "qio.tests/" + CarrierChild.class.getName(), String.valueOf(hogs)));
    return ChildJvm.run(dir, arguments.toArray(String[]::new));
  }

  /** All carriers but one are hogged: the poller has one of its own, so that one is left. */
  @Rule("WAIT-15")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void thePollerLeavesAllCarriersToOthers(int carriers) throws Exception {
    assertEquals(
        outcome(carriers, carriers + 1),
        run(carriers, carriers - 1, "-Dqio.posix.readiness-poller=carrier"));
  }

  @Rule("WAIT-15")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void onAThreadOfItsOwnItNeedsNone(int carriers) throws Exception {
    assertEquals(
        outcome(carriers, carriers),
        run(carriers, carriers - 1, "-Dqio.posix.readiness-poller=thread"));
  }

  /** Of one that runs at least, which is all that the scheduler promises of few, none is taken. */
  @Rule("WAIT-15")
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void itComesToTheCarriersByItselfWhereTheyAreMany(int carriers) throws Exception {
    assertEquals(outcome(carriers, carriers == 4 ? 5 : 3), run(carriers, carriers - 1));
  }

  private static List<String> outcome(int carriersBefore, int carriersDuring) {
    return List.of(
        "before=" + carriersBefore,
        "played=true",
        "during=" + carriersDuring,
        "hogs=" + (carriersBefore - 1),
        "played=true",
        "hogged=true",
        "hogs ended=true");
  }
}

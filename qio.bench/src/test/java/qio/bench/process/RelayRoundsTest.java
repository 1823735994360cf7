package qio.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every peer that is installed relays in every way that it has, and leaves a figure for each
 * quantity.
 */
class RelayRoundsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"SOCAT", "HAPROXY", "HAPROXY_SPLICE", "NGINX", "STUNNEL"})
  @Timeout(value = 120, unit = TimeUnit.SECONDS) // about 5; a busy machine may take longer
  void aPeerPlaysItsPart(Relay relay) throws IOException {
    assumeTrue(
        relay.obstacle(Way.TERMINATION).isEmpty() || relay.obstacle(Way.TCP).isEmpty(),
        relay + " is not here");
    Path results = folder.resolve("results.tsv");
    RelayRounds.main(new String[] {"dry", "1", results.toString(), ".", relay.name()});
    List<String> lines = Files.readAllLines(results);
    for (Way way : Way.values()) {
      long figures =
          lines.stream().filter(line -> line.startsWith(way + "\t" + relay + "\t1\t")).count();
      assertEquals(
          relay.obstacle(way).isPresent() ? 1 : Quantity.values().length,
          figures,
          way + ": " + lines);
    }
    assertTrue(RelayResults.read(results).rounds() == 1);
  }
}

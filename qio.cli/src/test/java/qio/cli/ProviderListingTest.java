package qio.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import qio.api.ProviderInfo;
import qio.api.ProviderKind;
import qio.api.channel.ChannelOption;
import qio.api.spi.Availability;
import qio.tck.Rule;

@Rule("CLI-8")
class ProviderListingTest {

  private static final ProviderInfo GOOD =
      new ProviderInfo(
          "socket",
          ProviderKind.TRANSPORT,
          "qio.spi.socket",
          5,
          Set.of("unix", "tcp"),
          List.of(ChannelOption.flag("nodelay", "sends \"at once\"")),
          Availability.available());

  private static final ProviderInfo BROKEN =
      new ProviderInfo(
          "com.example.Bad",
          ProviderKind.BROKEN,
          "com.example",
          0,
          Set.of(),
          List.of(),
          Availability.unavailable("it cannot be loaded:\n odd"));

  @Test
  void theTableSaysWhatCannotBeUsedAndWhy() {
    assertEquals(
        List.of(
            "NAME             KIND       MODULE          SCHEMES   AVAILABLE",
            "socket           transport  qio.spi.socket  tcp unix  yes",
            "com.example.Bad  broken     com.example               no: it cannot be loaded: odd"),
        new ProviderListing(List.of(GOOD, BROKEN)).lines(false));
  }

  @Test
  void optionsStandBelowTheirProviderWhenAskedFor() {
    List<String> lines = new ProviderListing(List.of(GOOD, BROKEN)).lines(true);
    assertEquals("    nodelay  sends \"at once\"", lines.get(2));
    assertEquals(4, lines.size());
  }

  @Test
  void jsonHasEverything() {
    assertEquals(
        """
        [
          {
            "name": "socket",
            "kind": "transport",
            "module": "qio.spi.socket",
            "priority": 5,
            "schemes": [
              "tcp",
              "unix"
            ],
            "available": true,
            "options": [
              {
                "name": "nodelay",
                "type": "boolean",
                "help": "sends \\"at once\\""
              }
            ]
          },
          {
            "name": "com.example.Bad",
            "kind": "broken",
            "module": "com.example",
            "priority": 0,
            "schemes": [],
            "available": false,
            "reason": "it cannot be loaded:\\n odd",
            "options": []
          }
        ]\
        """,
        new ProviderListing(List.of(GOOD, BROKEN)).json());
  }

  @Test
  void withoutProvidersTheListingSaysWhereTheyComeFrom() {
    var none = new ProviderListing(List.of());
    assertEquals("[]", none.json());
    assertTrue(none.lines(true).getFirst().contains("module path"));
  }
}

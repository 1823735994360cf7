package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import qio.api.QioOptions;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.spi.LayerRole;
import qio.tck.Rule;

/** Options on their way from an address or a program to the provider that declares them. */
@Rule("REG-6")
class OptionDeliveryTest {

  private static final String SECRET = "hunter2-of-the-test";

  @TempDir static Path dir;
  private static Plugged plugged;

  @BeforeAll
  static void aTransportAndALayerWithOptions() {
    var modules = new PluginModules(dir);
    PluginText.addTransport(
        modules,
        "plug.opt",
        "opting",
        "opt",
        """
        enum Colour { RED, DARK_BLUE }
        @Override public List<ChannelOption<?>> options() {
          return List.of(
              ChannelOption.text("label", ""), ChannelOption.flag("loud", ""),
              ChannelOption.integer("backlog", 1, 100, ""), ChannelOption.size("buffer", 1, 65536, ""),
              ChannelOption.duration("limit", ""), ChannelOption.path("log", ""),
              ChannelOption.choice("colour", Colour.class, ""), ChannelOption.text("password", ""),
              ChannelOption.object("token", String.class, ""), ChannelOption.text("shared", ""));
        }
        """);
    PluginText.addLayer(
        modules,
        "plug.lay",
        "lay",
        """
        @Override public List<ChannelOption<?>> options() {
          return List.of(
              ChannelOption.text("shared", ""), ChannelOption.duration("patience", ""),
              ChannelOption.object("context", SSLContext.class, ""));
        }
        """,
        "");
    PluginText.addTransport(modules, "plug.bare", "bare", "bare", "");
    plugged = Plugged.in(modules);
  }

  private InvalidAddressException refused(String address, QioOptions options) {
    return assertThrows(
        InvalidAddressException.class, () -> plugged.door().connectTo(address, options));
  }

  @ParameterizedTest
  @CsvSource({
    "label=a%26b%3Dc%25, label=a&b=c%",
    "label=, label=",
    "label=1+1, label=1+1",
    "loud=on, loud=true",
    "loud=off, loud=false",
    "backlog=100, backlog=100",
    "buffer=64KiB, buffer=65536",
    "limit=200ms, limit=PT0.2S",
    "limit=5s, limit=PT5S",
    "limit=2, limit=PT2S",
    "log=/tmp/x%3Fy, log=/tmp/x?y",
    "colour=dark-blue, colour=DARK_BLUE"
  })
  void anAddressGivesATypedValue(String written, String typed) throws IOException {
    assertEquals("opting opens opt:x with {" + typed + "}", plugged.told("opt:x?" + written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loud=yes       | option loud is on or off, not yes
          backlog=0      | option backlog is from 1 to 100, not 0
          backlog=101    | option backlog is from 1 to 100, not 101
          backlog=ten    | option backlog is a whole number, not ten
          buffer=64kb    | option buffer is a number of bytes such as 65536, 64KiB or 1MiB, not 64kb
          buffer=65537   | option buffer is from 1 to 65536, not 65537
          buffer=99999999GiB | option buffer is from 1 to 65536, not 99999999GiB
          limit=-1s      | option limit is a time such as 200ms, 5s or 1m, not -1s
          limit=soon     | option limit is a time such as 200ms, 5s or 1m, not soon
          limit=99999999999h | option limit is a shorter time than 99999999999h
          log=           | option log is the name of a file: not empty, without a NUL byte
          log=a%00b      | option log is the name of a file: not empty, without a NUL byte
          colour=green   | option colour is one of red, dark-blue, not green
          token=abc      | option token cannot be written in an address; give it in QioOptions
          """)
  void whatIsNoValueIsRefusedWithTheNameAndWhatWouldBeRight(String written, String message) {
    assertEquals("opt:x: " + message, refused("opt:x?" + written, QioOptions.none()).getMessage());
    assertEquals(0, plugged.open("plug.opt"));
  }

  @Rule("REG-1")
  @Test
  void anUnknownOptionIsAnsweredWithThoseThatThereAre() {
    assertEquals(
        "lay+opt:x: unknown option 'colr'; lay has context, patience, shared; opting has backlog,"
            + " buffer, colour, label, limit, log, loud, password, shared, token",
        refused("lay+opt:x?colr=red", QioOptions.none()).getMessage());
    assertEquals(
        "bare:x: unknown option 'any'; bare has none",
        refused("bare:x", QioOptions.none().with("any", 1)).getMessage());
  }

  @Test
  void aProgramGivesTypedValuesAndText() throws IOException {
    QioOptions options =
        QioOptions.none()
            .with(ChannelOption.duration("limit", ""), Duration.ofSeconds(3))
            .with("backlog", "7")
            .with("loud", true);
    assertEquals(
        "opting opens opt:x with {backlog=7, limit=PT3S, loud=true}",
        plugged.told("opt:x", options));
  }

  @Test
  void textForAnOptionThatOnlyAProgramCanGiveStaysAsItIs() throws IOException {
    assertEquals(
        "opting opens opt:x with {token=t0ken}",
        plugged.told("opt:x", QioOptions.none().with("token", "t0ken")));
  }

  @Test
  void aProgramIsHeldToTheSameBounds() {
    assertEquals(
        "opt:x: option backlog is from 1 to 100, not 101",
        refused("opt:x", QioOptions.none().with("backlog", 101)).getMessage());
    assertEquals(
        "opt:x: option limit is no negative time, PT-1S",
        refused("opt:x", QioOptions.none().with("limit", Duration.ofSeconds(-1))).getMessage());
    assertEquals(
        "opt:x: option limit is a shorter time than PT2562047788H",
        refused("opt:x", QioOptions.none().with("limit", Duration.ofHours(2_562_047_788L)))
            .getMessage());
  }

  @Test
  void aValueOfAnotherTypeIsRefusedWithBothTypes() {
    assertEquals(
        "opt:x: option limit is a Duration, not a Long",
        refused("opt:x", QioOptions.none().with("limit", 5L)).getMessage());
    assertEquals(
        "lay+opt:x: option context is a SSLContext, not a Integer",
        refused("lay+opt:x", QioOptions.none().with("context", 5)).getMessage());
  }

  @Test
  void theAddressWinsOverTheProgram() throws IOException {
    QioOptions options = QioOptions.none().with("label", "program").with("backlog", 5);
    assertEquals(
        "opting opens opt:x with {backlog=5, label=address}",
        plugged.told("opt:x?label=address", options));
  }

  @Test
  void anOptionThatLayerAndTransportDeclareGoesToBoth() throws IOException {
    try (QioChannel channel = plugged.connect("lay+opt:x?shared=both&patience=1m&label=l")) {
      assertEquals("CLIENT over Optional[opt:x] with {patience=PT1M, shared=both}", channel.name());
      assertEquals("opting opens opt:x with {label=l, shared=both}", Plugged.read(channel));
    }
  }

  @Test
  void anObjectReachesTheProvider() throws Exception {
    SSLContext context = SSLContext.getDefault();
    var options = QioOptions.none().with("context", context);
    try (QioChannel channel = plugged.door().connectTo("lay+opt:x", options)) {
      assertEquals("CLIENT over Optional[opt:x] with {context=" + context + "}", channel.name());
    }
    try (QioChannel below = plugged.connect("opt:x");
        QioChannel channel = plugged.door().layerOver("lay", LayerRole.SERVER, below, options)) {
      assertTrue(channel.name().contains("context=" + context), channel.name());
    }
  }

  @Test
  void aLayerOverAnOpenChannelDoesNotTakeTheTransportsOptions() throws IOException {
    try (QioChannel below = plugged.connect("opt:x")) {
      var refused =
          assertThrows(
              InvalidAddressException.class,
              () ->
                  plugged
                      .door()
                      .layerOver(
                          "lay", LayerRole.CLIENT, below, QioOptions.none().with("label", "l")));
      assertEquals(
          "lay+opt:x: unknown option 'label'; lay has context, patience, shared",
          refused.getMessage());
      assertTrue(below.isOpen());
    }
  }

  @Rule("REG-8")
  @Test
  void noSecretIsShown() throws IOException {
    QioOptions options = QioOptions.none().with("token", SECRET).with("password", SECRET);
    String address = "opt:x?password=" + SECRET;

    try (QioChannel channel = plugged.door().connectTo(address, options)) {
      assertFalse((channel.address() + channel).contains(SECRET));
    }
    assertFalse(options.toString().contains(SECRET));
    for (String wrong :
        new String[] {
          "&password=again", "&loud=maybe", "&nosuch=1", "&=" + SECRET, "&" + SECRET, "&label=%zz"
        }) {
      String message = refused(address + wrong, options).getMessage();
      assertFalse(message.contains(SECRET), message);
    }
    String message = refused("no+" + address, options).getMessage();
    assertFalse(message.contains(SECRET), message);
  }
}

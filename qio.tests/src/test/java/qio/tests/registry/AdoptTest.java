package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.channel.Descriptor;
import qio.api.channel.ProviderUnavailableException;
import qio.api.channel.QioChannel;

/** Which provider a descriptor goes to. The descriptor here is one that no system knows. */
class AdoptTest {

  /** An owned descriptor of nothing. */
  private static final class StrangeDescriptor extends Descriptor {

    private boolean open = true; // this test has one thread

    @Override
    public int number() {
      return 4711;
    }

    @Override
    public Descriptor dup() {
      return new StrangeDescriptor();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private static final String ADOPTS =
      """
      @Override public Optional<QioChannel> adopt(Descriptor descriptor) {
        return descriptor.number() == 4711
            ? Optional.of(new TextChannel("adopted:" + name(), "by " + name()))
            : Optional.empty();
      }
      """;

  @TempDir Path dir;
  private final StrangeDescriptor descriptor = new StrangeDescriptor();
  private PluginModules modules;

  @BeforeEach
  void noModulesYet() {
    modules = new PluginModules(dir);
  }

  @Test
  void theFirstThatTakesItGetsIt() throws IOException {
    PluginText.addTransport(modules, "plug.aaa", "aaa", "aaa", "");
    PluginText.addTransport(modules, "plug.bbb", "bbb", "bbb", ADOPTS);
    PluginText.addTransport(modules, "plug.ccc", "ccc", "ccc", ADOPTS);
    try (QioChannel channel = Plugged.in(modules).door().adoptFrom(descriptor)) {
      assertEquals("by bbb", Plugged.read(channel));
    }
  }

  @Test
  void oneThatIsUnavailableIsNotAsked() {
    PluginText.addTransport(
        modules,
        "plug.off",
        "off",
        "off",
        ADOPTS
            + "@Override public Availability availability() {"
            + "  return Availability.unavailable(\"switched off\"); }");
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(
            ProviderUnavailableException.class, () -> plugged.door().adoptFrom(descriptor));
    assertTrue(refused.getMessage().startsWith("descriptor 4711: no provider can use it"));
    assertTrue(
        refused.getMessage().contains("; off is unavailable: switched off"), refused.getMessage());
    assertTrue(descriptor.isOpen(), "it stays the caller's");
  }

  @Test
  void oneThatCannotBeLoadedIsNotAsked() {
    PluginText.addTransport(modules, "plug.bad", "bad", "bad", ADOPTS);
    modules.remove("plug.bad", "plug.bad.Transport");

    assertThrows(
        ProviderUnavailableException.class,
        () -> Plugged.in(modules).door().adoptFrom(descriptor));
    assertTrue(descriptor.isOpen());
  }

  @Test
  void oneThatShouldBeAbleToAndCannotSaysWhy() {
    PluginText.addTransport(
        modules,
        "plug.sad",
        "sad",
        "sad",
        """
        @Override public Optional<QioChannel> adopt(Descriptor descriptor) throws IOException {
          throw new IOException("descriptor " + descriptor.number() + ": not connected");
        }
        """);
    var refused =
        assertThrows(
            IOException.class, () -> Plugged.in(modules).door().adoptFrom(descriptor));
    assertEquals("descriptor 4711: not connected", refused.getMessage());
    assertTrue(descriptor.isOpen());
  }

  @Test
  void twoWithOneNameAreNotAsked() {
    PluginText.addTransport(modules, "plug.one", "same", "one", ADOPTS);
    PluginText.addTransport(modules, "plug.two", "same", "two", ADOPTS);
    Plugged plugged = Plugged.in(modules);

    var refused =
        assertThrows(
            ProviderUnavailableException.class, () -> plugged.door().adoptFrom(descriptor));
    String reason = "; same is unavailable: modules plug.one and plug.two both provide 'same'";
    assertEquals(2, refused.getMessage().split(Pattern.quote(reason), -1).length);
    assertFalse(plugged.info("same").availability().isAvailable());
  }
}

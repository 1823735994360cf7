package qio.tests.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import qio.api.ProviderInfo;
import qio.api.ProviderKind;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.ProviderUnavailableException;
import qio.api.channel.QioChannel;
import qio.tck.Rule;

/** Plug-ins in a folder: what is of use is used, and what is not is told and harms nobody. */
@Rule("REG-11")
class PluginFolderTest {

  @TempDir Path dir;
  private Path folder;
  private PluginModules modules;

  @BeforeEach
  void aFolderWithAGoodPlugin() throws IOException {
    folder = Files.createDirectory(dir.resolve("plugins"));
    modules = new PluginModules(dir.resolve("classes"));
    PluginText.addTransport(modules, "plug.good", "good", "good", "");
    PluginJars.jar(modules, "plug.good", folder.resolve("good.jar"));
  }

  private static String told(Qio door, String address) throws IOException {
    try (QioChannel channel = door.connectTo(address, QioOptions.none())) {
      return Plugged.read(channel);
    }
  }

  private static ProviderInfo info(Qio door, String name) {
    return door.installed().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + door.installed()));
  }

  /** The good one works, and the other is listed with a reason that holds these words. */
  private Qio assertRefused(String name, String... words) throws IOException {
    Qio door = Qio.in(folder);
    assertEquals("good opens good: with {}", told(door, "good:"));
    ProviderInfo info = info(door, name);
    assertEquals(ProviderKind.BROKEN, info.kind());
    String reason = info.availability().reason().orElseThrow();
    Arrays.stream(words).forEach(word -> assertTrue(reason.contains(word), reason));
    var unknown = assertThrows(InvalidAddressException.class, () -> told(door, "nobody:"));
    assertTrue(unknown.getMessage().contains(reason), unknown.getMessage());
    return door;
  }

  @Test
  void aJarThatIsDroppedThereIsFound() throws Exception {
    PluginText.addLayer(modules, "plug.tag", "tag", "", "");
    Qio before = Qio.in(folder);
    assertThrows(InvalidAddressException.class, () -> told(before, "tag+good:"));
    PluginJars.jar(modules, "plug.tag", folder.resolve("tag.jar"));
    assertEquals("good opens good: with {}", told(Qio.in(folder), "tag+good:"));
    assertEquals(
        Qio.providers().size(),
        Qio.in(folder).installed().stream()
            .filter(each -> !each.module().startsWith("plug."))
            .count());
  }

  @Test
  void whatIsHiddenOrNoJarIsNotLookedAt() throws Exception {
    Files.writeString(folder.resolve("README"), "plug-ins");
    Files.writeString(folder.resolve(".half-copied.jar"), "not yet");
    Files.writeString(folder.resolve("good.jar.bak"), "no more");
    assertEquals(Qio.providers().size() + 1, Qio.in(folder).installed().size());
  }

  @Test
  void anEmptyFolderAddsNothing() throws Exception {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertEquals(Qio.providers(), Qio.in(empty).installed());
  }

  @Test
  void noFolderIsSaidToBeNone() {
    var missing =
        assertThrows(NoSuchFileException.class, () -> Qio.in(folder.resolve("elsewhere")));
    assertTrue(missing.getMessage().contains("elsewhere"), missing.getMessage());
    assertThrows(NotDirectoryException.class, () -> Qio.in(folder.resolve("good.jar")));
  }

  /** A module with a library that says of which version it is, and one that asks it. */
  private void addWithLibrary(String name, String version, Path into) throws IOException {
    var own = new PluginModules(dir.resolve(name + "-classes"));
    own.add(
        "module plug.lib { exports plug.lib; }",
        "package plug.lib;\npublic final class Lib { public static String version() { return \""
            + version
            + "\"; } }");
    String path = PluginModules.modulePath() + ":" + own.classes("plug.lib");
    String module = "plug." + name;
    own.addAgainst(
        path,
        "open module "
            + module
            + " { requires qio.api; requires plug.lib;"
            + " provides qio.api.spi.ChannelProvider with "
            + module
            + ".Transport; }",
        PluginText.transport(module + ".Transport", name, name, "")
            .replace("name() + \" opens \"", "\"library \" + plug.lib.Lib.version() + \" \""),
        PluginText.textChannel(module));
    Files.createDirectories(into);
    PluginJars.jar(own, module, into.resolve(name + ".jar"));
    PluginJars.jar(own, "plug.lib", into.resolve("lib-" + version + ".jar"), version);
  }

  @Test
  void twoThatNeedDifferentVersionsOfOneLibraryEachGetTheirs() throws Exception {
    addWithLibrary("one", "1.0", folder.resolve("one"));
    addWithLibrary("two", "2.0", folder.resolve("two"));
    Qio door = Qio.in(folder);
    assertTrue(told(door, "one:").startsWith("library 1.0"), told(door, "one:"));
    assertTrue(told(door, "two:").startsWith("library 2.0"), told(door, "two:"));
    assertEquals("good opens good: with {}", told(door, "good:"));
  }

  @Test
  void aLibraryBesideThemIsThereForAll() throws Exception {
    addWithLibrary("one", "1.0", folder);
    Qio door = Qio.in(folder);
    assertTrue(told(door, "one:").startsWith("library 1.0"), told(door, "one:"));
    assertEquals(Qio.providers().size() + 2, door.installed().size(), "a library is no plug-in");
  }

  @Test
  void oneThatBringsTheContractAlongImplementsTheHostsAllTheSame() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    Files.move(folder.resolve("good.jar"), own.resolve("good.jar"));
    Path contract =
        Path.of(
            ModuleLayer.boot()
                .configuration()
                .findModule("qio.api")
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    if (Files.isDirectory(contract)) {
      var classes = new PluginModules(dir).adopt("qio.api", contract);
      PluginJars.jar(classes, "qio.api", own.resolve("qio.api.jar"));
    } else {
      Files.copy(contract, own.resolve("qio.api.jar"));
    }
    assertEquals("good opens good: with {}", told(Qio.in(folder), "good:"));
  }

  @Test
  void aFileThatIsNoArchive() throws Exception {
    Files.writeString(folder.resolve("bad.jar"), "not a jar");
    assertRefused("bad.jar", "cannot be read", "bad.jar");
  }

  @Test
  void anArchiveThatIsCutOff() throws Exception {
    byte[] all = Files.readAllBytes(folder.resolve("good.jar"));
    Files.write(folder.resolve("bad.jar"), Arrays.copyOf(all, all.length / 2));
    assertRefused("bad.jar", "cannot be read");
  }

  @Test
  void aModuleThatNeedsWhatIsNotThere() throws Exception {
    addWithLibrary("one", "1.0", dir.resolve("complete"));
    Files.copy(dir.resolve("complete/one.jar"), folder.resolve("one.jar"));
    assertRefused("one.jar", "cannot be resolved", "plug.lib");
  }

  @Test
  void aFolderInWhichNobodyProvidesAnything() throws Exception {
    Files.createDirectory(folder.resolve("nothing"));
    assertRefused("nothing", "no module in it provides channels or layers");
  }

  @Test
  void aProviderThatCannotBeMade() throws Exception {
    PluginText.addTransport(
        modules, "plug.bad", "bad", "bad", "public Transport() { throw new Error(\"no disk\"); }");
    PluginJars.jar(modules, "plug.bad", folder.resolve("bad.jar"));
    assertRefused("plug.bad.Transport", "cannot be loaded", "no disk");
  }

  @Test
  void twoWithClassesOfOneNameAreToldApart() throws Exception {
    for (String each : new String[] {"left", "right"}) {
      var own = new PluginModules(dir.resolve(each));
      own.add(
          PluginText.module("plug." + each, "ChannelProvider with plug.same.Transport"),
          PluginText.transport(
              "plug.same.Transport",
              each,
              each,
              "public Transport() { throw new Error(\"" + each + " is broken\"); }"),
          PluginText.textChannel("plug.same"));
      PluginJars.jar(own, "plug." + each, folder.resolve(each + ".jar"));
    }
    Qio door = Qio.in(folder);
    for (String each : new String[] {"left", "right"}) {
      ProviderInfo info =
          door.installed().stream()
              .filter(i -> i.module().equals("plug." + each))
              .findFirst()
              .orElseThrow();
      String reason = info.availability().reason().orElseThrow();
      assertTrue(reason.contains(each + " is broken"), reason);
    }
  }

  @Test
  void ofTwoVersionsTheNewerIsUsedAndTheOlderTold() throws Exception {
    PluginText.addTransport(modules, "plug.aged", "aged", "aged", "");
    PluginJars.jar(modules, "plug.aged", folder.resolve("aged-1.9.jar"), "1.9");
    PluginJars.jar(modules, "plug.aged", folder.resolve("aged-1.10.jar"), "1.10");
    PluginJars.jar(modules, "plug.aged", folder.resolve("aged.jar"));
    Qio door = assertRefused("aged-1.9.jar", "older than plug.aged@1.10 in aged-1.10.jar");
    assertRefused("aged.jar", "older than plug.aged@1.10 in aged-1.10.jar");
    assertEquals("aged opens aged: with {}", told(door, "aged:"));
  }

  @Test
  void oneThatIsThereTwiceIsNotUsedAtAll() throws Exception {
    PluginText.addTransport(modules, "plug.twin", "twin", "twin", "");
    PluginJars.jar(modules, "plug.twin", folder.resolve("a.jar"), "1");
    PluginJars.jar(modules, "plug.twin", folder.resolve("b.jar"), "1");
    assertRefused("a.jar", "module plug.twin is in b.jar too");
    assertRefused("b.jar", "module plug.twin is in a.jar too");
  }

  @Test
  void ofTwoModulesWithOneProvidersNameNeitherIsUsed() throws Exception {
    for (String module : new String[] {"plug.left", "plug.right"}) {
      PluginText.addTransport(modules, module, "same", "same", "");
      PluginJars.jar(modules, module, folder.resolve(module + ".jar"));
    }
    Qio door = Qio.in(folder);
    assertEquals("good opens good: with {}", told(door, "good:"));
    var refused = assertThrows(ProviderUnavailableException.class, () -> told(door, "same:"));
    assertTrue(
        refused.getMessage().contains("plug.left and plug.right both provide 'same'"),
        refused.getMessage());
  }

  @Test
  void whatTheHostHasItselfStaysTheHosts() throws Exception {
    PluginText.addTransport(modules, "qio.spi.memory", "mine", "mine", "");
    PluginJars.jar(modules, "qio.spi.memory", folder.resolve("memory.jar"), "99");
    assertRefused("memory.jar", "the host has module qio.spi.memory already");
  }
}

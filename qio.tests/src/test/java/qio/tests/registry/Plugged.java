package qio.tests.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import qio.api.ProviderInfo;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;

/** A front door with third-party modules in it, and ways to look at what these do. */
record Plugged(ModuleLayer layer, Qio door) {

  static Plugged in(PluginModules modules) {
    ModuleLayer layer = modules.layer();
    return new Plugged(layer, Qio.in(layer));
  }

  QioChannel connect(String address) throws IOException {
    return door.connectTo(address, QioOptions.none());
  }

  /** Opens an address and reads to the end; the transports here say what they were asked for. */
  String told(String address) throws IOException {
    return told(address, QioOptions.none());
  }

  String told(String address, QioOptions options) throws IOException {
    try (QioChannel channel = door.connectTo(address, options)) {
      return read(channel);
    }
  }

  static String read(QioChannel channel) throws IOException {
    return new String(channel.asInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What is known of a provider, by its name. */
  ProviderInfo info(String name) {
    return door.installed().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + door.installed()));
  }

  /** What is known of a provider, by its module. */
  ProviderInfo infoOf(String module) {
    return door.installed().stream()
        .filter(each -> each.module().equals(module))
        .findFirst()
        .orElseThrow(() -> new AssertionError(module + " is not among " + door.installed()));
  }

  /** How many of a module's text channels are open. */
  int open(String module) {
    return counter(module, "TextChannel", "OPEN").get();
  }

  /** A public static counter of a module's class. */
  AtomicInteger counter(String module, String type, String field) {
    try {
      Class<?> found = layer.findLoader(module).loadClass(module + "." + type);
      return (AtomicInteger) found.getField(field).get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}

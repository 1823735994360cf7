package qio.tests.registry;

/** Source text of what the third-party modules of these tests have in common. */
final class PluginText {

  private PluginText() {}

  /** A module-info that requires nothing but {@code qio.api}. */
  static String module(String name, String... provides) {
    StringBuilder text = new StringBuilder("open module " + name + " { requires qio.api; ");
    for (String each : provides) {
      text.append("provides qio.api.spi.").append(each).append("; ");
    }
    return text.append("}").toString();
  }

  /** A channel that is read for a text and counts how many of it are open. */
  static String textChannel(String packageName) {
    return """
    package %s;

    import java.nio.ByteBuffer;
    import java.nio.charset.StandardCharsets;
    import java.util.*;
    import java.util.concurrent.atomic.AtomicInteger;
    import qio.api.channel.*;

    public final class TextChannel extends QioChannel {
      public static final AtomicInteger OPEN = new AtomicInteger();
      private final ByteBuffer text;

      public TextChannel(String address, String text) {
        super(address);
        this.text = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        OPEN.incrementAndGet();
      }

      @Override protected long ioReadv(
          ByteBuffer[] dsts, int offset, int length, DescriptorList received, Set<ReadFlag> flags) {
        if (!text.hasRemaining()) {
          return EOF;
        }
        long moved = 0;
        for (int i = offset; i < offset + length; i++) {
          while (text.hasRemaining() && dsts[i].hasRemaining()) {
            dsts[i].put(text.get());
            moved++;
          }
        }
        return moved;
      }

      @Override protected long ioWritev(
          ByteBuffer[] srcs, int offset, int length, List<Descriptor> sent, Set<WriteFlag> flags) {
        long moved = 0;
        for (int i = offset; i < offset + length; i++) {
          moved += srcs[i].remaining();
          srcs[i].position(srcs[i].limit());
        }
        return moved;
      }

      @Override protected WatchSource ioCreateWatch(Set<IoCondition> conditions) {
        return new SignalledWatch(this, conditions, () -> -1);
      }

      @Override protected void ioSetBlocking(boolean blocking) {}

      @Override protected void ioClose() {
        OPEN.decrementAndGet();
      }
    }
    """
        .formatted(packageName);
  }

  /**
   * A transport whose channels are read for what they were asked for: provider, endpoint, options.
   *
   * @param unit package and class
   * @param name the provider's name
   * @param scheme its scheme
   * @param more further members of the class, overriding for instance {@code priority}
   */
  static String transport(String unit, String name, String scheme, String more) {
    return """
    package %s;

    import java.io.*;
    import java.util.*;
    import javax.net.ssl.SSLContext;
    import qio.api.channel.*;
    import qio.api.spi.*;

    public class %s implements ChannelProvider {
      @Override public String name() { return "%s"; }
      @Override public Set<String> schemes() { return Set.of("%s"); }
      @Override public QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException {
        var given = new TreeMap<String, Object>();
        options().forEach(option -> options.get(option).ifPresent(v -> given.put(option.name(), v)));
        return new TextChannel(endpoint.toString(), name() + " opens " + endpoint + " with " + given);
      }
      %s
    }
    """
        .formatted(packageOf(unit), classOf(unit), name, scheme, more);
  }

  /** A transport's complete module: descriptor, provider and channel. */
  static PluginModules addTransport(
      PluginModules modules, String module, String name, String scheme, String more) {
    return modules.add(
        module(module, "ChannelProvider with " + module + ".Transport"),
        transport(module + ".Transport", name, scheme, more),
        textChannel(module));
  }

  /**
   * A layer that forwards everything, tells in its name what it was asked for, and counts what it
   * prepared.
   *
   * @param unit package and class
   * @param name the layer's name
   * @param more further members of the provider; {@code check} is called to prepare it, {@code
   *     checkBelow} to put it over a channel
   * @param channelMembers further members of its channel
   */
  static String layer(String unit, String name, String more, String channelMembers) {
    return """
    package %s;

    import java.io.*;
    import java.util.*;
    import java.util.concurrent.atomic.AtomicInteger;
    import javax.net.ssl.SSLContext;
    import qio.api.channel.*;
    import qio.api.spi.*;

    public class %s implements LayerProvider {
      public static final AtomicInteger PREPARED = new AtomicInteger();
      @Override public String name() { return "%s"; }
      @Override public Layer prepare(LayerRequest request) throws IOException {
        PREPARED.incrementAndGet();
        check(request);
        var given = new TreeMap<String, Object>();
        options().forEach(o -> request.options().get(o).ifPresent(v -> given.put(o.name(), v)));
        String told = request.role() + " over " + request.endpoint() + " with " + given;
        return below -> {
          checkBelow(below);
          var channel = new LayerChannel(name(), below);
          channel.setName(told);
          return channel;
        };
      }
      %s

      static final class LayerChannel extends FilterChannel {
        LayerChannel(String layer, QioChannel below) { super(layer, below); }
        %s
      }
    }
    """
        .formatted(packageOf(unit), classOf(unit), name, orNone(more), channelMembers);
  }

  /** What a layer checks, unless a test has other members for it. */
  private static String orNone(String more) {
    return more
        + (more.contains("void check(") ? "" : " void check(LayerRequest request) {}")
        + (more.contains("void checkBelow(") ? "" : " void checkBelow(QioChannel below) {}");
  }

  /** A layer's complete module. */
  static PluginModules addLayer(
      PluginModules modules, String module, String name, String more, String channelMembers) {
    return modules.add(
        module(module, "LayerProvider with " + module + ".Layering"),
        layer(module + ".Layering", name, more, channelMembers));
  }

  private static String packageOf(String unit) {
    return unit.substring(0, unit.lastIndexOf('.'));
  }

  private static String classOf(String unit) {
    return unit.substring(unit.lastIndexOf('.') + 1);
  }
}

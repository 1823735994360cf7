package qio.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import qio.api.spi.Endpoint;

/** Thinks of addresses. {@code -Dqio.seed=…} makes it think of the same ones again. */
final class AddressGenerator {

  private static final String NAME = "abcdefghijklmnopqrstuvwxyz0123456789-";
  private static final String TEXT =
      "aZ09/:@[]+&=#?% %25%zz\t\n\u007f\u0085äß€漢😀\u0301.,;'\"\\{}~-_";
  private static final String NONSENSE = "tcplsw+:/?&=%0a2fFéAz\0\n@[]#-1😀\ud800";

  private final long seed;
  private final Random random;

  private AddressGenerator(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  static AddressGenerator seeded() {
    var generator = new AddressGenerator(Long.getLong("qio.seed", System.nanoTime()));
    System.out.println("addresses thought of with " + generator);
    return generator;
  }

  QioAddress address() {
    List<String> layers = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      layers.add(name());
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      parameters.put(name(), text(12));
    }
    return new QioAddress(layers, new Endpoint("x" + name(), text(20)), parameters);
  }

  /** An address as a user might write it, who escapes what must be, and sometimes more. */
  String written(QioAddress address) {
    StringBuilder text = new StringBuilder();
    address.layers().forEach(layer -> text.append(anyCase(layer)).append('+'));
    text.append(anyCase(address.endpoint().scheme())).append(':');
    text.append(escaped(address.endpoint().target(), "%?"));
    String separator = "?";
    for (Map.Entry<String, String> each : address.parameters().entrySet()) {
      text.append(separator).append(each.getKey()).append('=');
      text.append(escaped(each.getValue(), "%&"));
      separator = "&";
    }
    return text.toString();
  }

  /** Characters that mean something in addresses, in any order. */
  String nonsense() {
    return characters(NONSENSE, random.nextInt(24));
  }

  private String name() {
    return "n" + characters(NAME, random.nextInt(6));
  }

  private String text(int length) {
    int[] all = TEXT.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(length); n > 0; n--) {
      text.appendCodePoint(all[random.nextInt(all.length)]);
    }
    return text.toString();
  }

  private String characters(String of, int count) {
    StringBuilder text = new StringBuilder();
    for (int n = count; n > 0; n--) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  private String anyCase(String name) {
    StringBuilder text = new StringBuilder();
    for (char c : name.toCharArray()) {
      text.append(random.nextInt(4) == 0 ? Character.toUpperCase(c) : c);
    }
    return text.toString();
  }

  private String escaped(String value, String always) {
    StringBuilder text = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              if (always.indexOf(c) >= 0 || random.nextInt(5) == 0) {
                for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  text.append(String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", each));
                }
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  @Override
  public String toString() {
    return "-Dqio.seed=" + seed;
  }
}

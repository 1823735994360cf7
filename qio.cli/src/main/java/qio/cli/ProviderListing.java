package qio.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import qio.api.ProviderInfo;
import qio.api.channel.ChannelOption;
import qio.cli.text.JsonText;
import qio.cli.text.OneLine;
import qio.cli.text.TextTable;
import qio.cli.text.TextTable.Align;

/**
 * The installed providers, as a table and as JSON.
 *
 * @param providers in the order in which they are asked
 */
record ProviderListing(List<ProviderInfo> providers) {

  /** An array of objects; {@code reason} is there where {@code available} is false. */
  String json() {
    return JsonText.of(providers.stream().map(ProviderListing::fields).toList());
  }

  private static Map<String, Object> fields(ProviderInfo provider) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", provider.name());
    fields.put("kind", kind(provider));
    fields.put("module", provider.module());
    fields.put("priority", provider.priority());
    fields.put("schemes", provider.schemes());
    fields.put("available", provider.availability().isAvailable());
    provider.availability().reason().ifPresent(why -> fields.put("reason", why));
    fields.put("options", provider.options().stream().map(ProviderListing::option).toList());
    return fields;
  }

  private static Map<String, Object> option(ChannelOption<?> option) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", option.name());
    fields.put("type", option.type().getSimpleName().toLowerCase(Locale.ROOT));
    fields.put("help", option.help());
    return fields;
  }

  /** A line for each provider, under a heading; its options below it if they are asked for. */
  List<String> lines(boolean withOptions) {
    if (providers.isEmpty()) {
      return List.of("no providers: put their modules on the module path (--module-path)");
    }
    List<String> rows = table();
    List<String> lines = new ArrayList<>();
    lines.add(rows.getFirst());
    for (int i = 0; i < providers.size(); i++) {
      lines.add(rows.get(i + 1));
      if (withOptions) {
        lines.addAll(optionLines(providers.get(i)));
      }
    }
    return lines;
  }

  private List<String> table() {
    var table = new TextTable(Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT);
    table.row("NAME", "KIND", "MODULE", "SCHEMES", "AVAILABLE");
    for (ProviderInfo provider : providers) {
      table.row(
          OneLine.of(provider.name()),
          kind(provider),
          provider.module(),
          String.join(" ", provider.schemes()),
          provider.availability().reason().map(why -> "no: " + OneLine.of(why)).orElse("yes"));
    }
    return table.lines();
  }

  private static List<String> optionLines(ProviderInfo provider) {
    var table = new TextTable(Align.LEFT, Align.LEFT);
    provider.options().forEach(option -> table.row("    " + option.name(), option.help()));
    return table.lines();
  }

  private static String kind(ProviderInfo provider) {
    return provider.kind().name().toLowerCase(Locale.ROOT);
  }
}

package qio.spi.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.spi.LayerRole;
import qio.api.spi.OptionValues;

/**
 * Makes the parameters of a layer's engines. What an engine cannot do is an error here that lists
 * what it can: engines themselves ignore some unknown names, and fail late on others.
 */
final class ParameterFactory {

  /** Those that are safe, from the oldest on. */
  private static final List<String> VERSIONS = List.of("1.2", "1.3");

  private static final int MAX_ALPN_BYTES = 255;

  private final LayerRole role;
  private final OptionValues options;
  private final Optional<PeerName> peer;
  private final ClientAuth clientAuth;

  ParameterFactory(
      LayerRole role, OptionValues options, Optional<PeerName> peer, ClientAuth clientAuth) {
    this.role = role;
    this.options = options;
    this.peer = peer;
    this.clientAuth = clientAuth;
  }

  SSLParameters parameters(EngineAbilities abilities) {
    SSLParameters possible = abilities.possible();
    SSLParameters chosen = abilities.usual();
    chosen.setProtocols(protocols(possible));
    list(TlsOptions.CIPHERS)
        .ifPresent(
            names ->
                chosen.setCipherSuites(
                    checked(TlsOptions.CIPHERS, names, possible.getCipherSuites())));
    list(TlsOptions.GROUPS)
        .ifPresent(
            names ->
                chosen.setNamedGroups(checked(TlsOptions.GROUPS, names, groups(possible, chosen))));
    list(TlsOptions.ALPN).ifPresent(names -> chosen.setApplicationProtocols(alpn(names)));
    if (role == LayerRole.CLIENT) {
      nameServer(chosen);
    } else {
      askClients(chosen);
    }
    return chosen;
  }

  private String[] protocols(SSLParameters possible) {
    int least = version(TlsOptions.MIN_VERSION, "1.2");
    int most = version(TlsOptions.MAX_VERSION, "1.3");
    if (least > most) {
      throw new IllegalArgumentException(
          "min-version="
              + VERSIONS.get(least)
              + " is more than max-version="
              + VERSIONS.get(most)
              + ", so there is none to speak; change one of them");
    }
    List<String> wanted =
        VERSIONS.subList(least, most + 1).reversed().stream().map("TLSv"::concat).toList();
    List<String> supported = Arrays.asList(possible.getProtocols());
    List<String> both = wanted.stream().filter(supported::contains).toList();
    if (both.isEmpty()) {
      throw new IllegalArgumentException(
          "min-version and max-version want "
              + String.join(", ", wanted)
              + ", and this engine has only "
              + String.join(", ", supported));
    }
    return both.toArray(String[]::new);
  }

  private int version(ChannelOption<String> option, String otherwise) {
    String version = options.get(option, otherwise);
    int at = VERSIONS.indexOf(version);
    if (at < 0) {
      throw new IllegalArgumentException(
          "option " + option + " is 1.2 or 1.3, not " + version + "; older ones are not safe");
    }
    return at;
  }

  private void nameServer(SSLParameters chosen) {
    if (options.get(TlsOptions.VERIFY, true)) {
      // RFC 6125 and 9525, as every TLS client does it
      chosen.setEndpointIdentificationAlgorithm("HTTPS");
    } else {
      chosen.setEndpointIdentificationAlgorithm(""); // some engines would do it by themselves
    }
    if (peer.isPresent() && !peer.get().isNumeric()) {
      chosen.setServerNames(List.of(hostName(peer.get().name())));
    } else {
      chosen.setServerNames(List.of());
    }
  }

  private static SNIHostName hostName(String name) {
    try {
      return new SNIHostName(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + name + "' is no host name; give another one with server-name", e);
    }
  }

  private void askClients(SSLParameters chosen) {
    chosen.setUseCipherSuitesOrder(true);
    switch (clientAuth) {
      case NONE -> chosen.setNeedClientAuth(false);
      case WANT -> chosen.setWantClientAuth(true);
      case NEED -> chosen.setNeedClientAuth(true);
    }
  }

  // ---- lists ----

  private Optional<List<String>> list(ChannelOption<String> option) {
    return options.get(option).map(text -> split(option, text));
  }

  private static List<String> split(ChannelOption<String> option, String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "option " + option + " has an empty name in it; write a,b,c");
      }
      names.add(name.strip());
    }
    return names;
  }

  private static String[] checked(
      ChannelOption<String> option, List<String> names, String[] possible) {
    List<String> known = Arrays.asList(possible);
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "option "
                + option
                + ": this engine has no "
                + name
                + "; it has "
                + String.join(", ", known));
      }
    }
    return names.toArray(String[]::new);
  }

  private static String[] groups(SSLParameters possible, SSLParameters usual) {
    String @Nullable [] groups = possible.getNamedGroups();
    if (groups == null) {
      groups = usual.getNamedGroups();
    }
    if (groups == null) {
      throw new IllegalArgumentException(
          "option groups: this engine does not let its groups be chosen");
    }
    return groups;
  }

  private static String[] alpn(List<String> names) {
    for (String name : names) {
      if (name.length() > MAX_ALPN_BYTES) {
        throw new IllegalArgumentException("option alpn: a protocol's name has at most 255 bytes");
      }
    }
    return names.toArray(String[]::new);
  }
}

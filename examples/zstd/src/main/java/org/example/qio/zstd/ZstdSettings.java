package org.example.qio.zstd;

import java.time.Duration;
import java.util.List;
import qio.api.channel.ChannelOption;
import qio.api.spi.OptionValues;

/**
 * What the options of the layer say.
 *
 * @param level how hard to compress
 * @param window the largest window that the peer may ask for, in bytes
 * @param relaxedEof whether a frame that is cut short is an end like any other
 * @param closeTimeout how long close tries to send what was accepted
 */
record ZstdSettings(int level, int window, boolean relaxedEof, Duration closeTimeout) {

  private static final ChannelOption<Integer> LEVEL =
      ChannelOption.integer("level", -7, 19, "how hard to compress; 3 without it");

  private static final ChannelOption<Integer> WINDOW =
      ChannelOption.size(
          "window",
          1 << 10,
          1 << 27,
          "most memory that a frame of the peer's may ask for; 8MiB without it");

  private static final ChannelOption<Boolean> RELAXED_EOF =
      ChannelOption.flag("relaxed-eof", "takes a frame that is cut short for an end");

  private static final ChannelOption<Duration> CLOSE_TIMEOUT =
      ChannelOption.duration(
          "close-timeout", "how long close waits for the peer to take what is left; 5s without it");

  static final List<ChannelOption<?>> OPTIONS = List.of(LEVEL, WINDOW, RELAXED_EOF, CLOSE_TIMEOUT);

  static ZstdSettings of(OptionValues given) {
    return new ZstdSettings(
        given.get(LEVEL).orElse(3),
        given.get(WINDOW).orElse(8 << 20),
        given.get(RELAXED_EOF).orElse(false),
        given.get(CLOSE_TIMEOUT).orElse(Duration.ofSeconds(5)));
  }
}

package org.example.qio.zstd;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.util.List;
import qio.api.channel.ChannelFeature;
import qio.api.channel.ChannelOption;
import qio.api.channel.QioChannel;
import qio.api.spi.Availability;
import qio.api.spi.Layer;
import qio.api.spi.LayerProvider;
import qio.api.spi.LayerRequest;

/** The layer {@code zstd}: Zstandard frames (RFC 8878) over any stream. */
public final class ZstdLayerProvider implements LayerProvider {

  /** For the service loader. */
  public ZstdLayerProvider() {}

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public List<ChannelOption<?>> options() {
    return ZstdSettings.OPTIONS;
  }

  /** The library brings native code; where that is denied, the reason says how to allow it. */
  @Override
  public Availability availability() {
    try {
      Native.load();
      return Availability.available();
    } catch (IllegalCallerException denied) {
      return Availability.unavailable(
          "native access is denied to com.github.luben.zstd_jni; start java with"
              + " --enable-native-access=com.github.luben.zstd_jni, or, if it is a plug-in, with"
              + " --illegal-native-access=warn");
    } catch (LinkageError e) {
      return Availability.unavailable("zstd-jni has no library for this machine: " + e);
    }
  }

  @Override
  public Layer prepare(LayerRequest request) {
    ZstdSettings settings = ZstdSettings.of(request.options());
    return below -> over(below, settings);
  }

  private static QioChannel over(QioChannel below, ZstdSettings settings) throws IOException {
    if (below.hasFeature(ChannelFeature.MESSAGES)) {
      throw new IOException(
          below.address()
              + ": zstd needs a stream of bytes, and this channel carries messages; use tcp, unix"
              + " or another stream");
    }
    return new ZstdChannel(below, settings);
  }
}

/** A provider of a third party: the layer {@code zstd}, with the library zstd-jni. */
module org.example.qio.zstd {
  requires com.github.luben.zstd_jni;
  requires transitive qio.api;

  exports org.example.qio.zstd;

  provides qio.api.spi.LayerProvider with
      org.example.qio.zstd.ZstdLayerProvider;
}

/**
 * The host application {@code qio}: {@code providers}, {@code cat}, {@code copy}, {@code relay},
 * {@code demo}.
 */
module qio.cli {
  requires qio.api;
  requires info.picocli;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;

  provides java.util.spi.ToolProvider with
      qio.cli.QioTool;
}

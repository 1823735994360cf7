/** JMH benchmarks. What they compare with is needed to compile only, and runs on the class path. */
open module qio.bench {
  requires java.management;
  requires qio.api;
  requires qio.spi.tls;
  requires qio.spi.websocket;
  requires static io.netty.buffer;
  requires static io.netty.codec;
  requires static io.netty.codec.http;
  requires static io.netty.common;
  requires static io.netty.handler;
  requires static io.netty.transport;
  requires static io.netty.transport.classes.epoll;
  requires static io.netty.transport.classes.io_uring;
  requires static io.netty.transport.unix.common;
  requires static jdk.unsupported;
  requires static java.desktop;
  requires static jmh.core;
  requires static HdrHistogram;
  requires static org.jfree.jfreechart;
  requires static org.jfree.svg;
  requires static org.newsclub.net.unix;
  requires static tls.channel;
  requires static xnio.api;
}

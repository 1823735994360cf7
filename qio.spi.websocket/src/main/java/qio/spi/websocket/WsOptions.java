package qio.spi.websocket;

import java.time.Duration;
import java.util.List;
import qio.api.channel.ChannelOption;

/** The options of the layer {@code ws}. */
public final class WsOptions {

  /**
   * The request target: path, and query if there is one. A client asks for it; default {@code /}. A
   * server serves it and nothing else; by default it serves every path, which {@link
   * WsSession#target} tells. In an address {@code ws://host:port/chat} is short for {@code
   * ws://host:port?path=/chat}, and a question mark of the target is written {@code %3F}.
   */
  public static final ChannelOption<String> PATH =
      ChannelOption.text("path", "request target; server: the only path served");

  /**
   * The host that a client asks for; default: host and port of the address, or {@code localhost}.
   * With it a server refuses clients that ask for another one.
   */
  public static final ChannelOption<String> HOST =
      ChannelOption.text("host", "Host header; server: the only one accepted");

  /** The page for which a client asks, as a browser would say it. Default: none. */
  public static final ChannelOption<String> ORIGIN =
      ChannelOption.text("origin", "client: Origin header, https://example.org for instance");

  /**
   * The pages that may connect to a server from a browser, with commas between; {@code *} for all.
   * Default: those that come from the host that they ask for. Clients that are no browsers say no
   * origin and are not asked for one.
   */
  public static final ChannelOption<String> ORIGINS =
      ChannelOption.text("origins", "server: origins of pages that may connect, or *");

  /**
   * The sub-protocols in order of preference, with commas between. A server takes the first of its
   * own that the client offers, and refuses one that offers only others.
   */
  public static final ChannelOption<String> PROTOCOLS =
      ChannelOption.text("protocols", "sub-protocols, best first: binary,chat");

  /**
   * Further header fields of a client's request, each {@code Name: value}, with line feeds between
   * ({@code %0A} in an address).
   */
  public static final ChannelOption<String> HEADERS =
      ChannelOption.text("headers", "client: more header lines, Name: value, with %0A between");

  /**
   * On: what is written is sent as text, and must be UTF-8; text messages are read as well as
   * binary ones. Default: off: binary messages alone are sent and accepted.
   */
  public static final ChannelOption<Boolean> TEXT =
      ChannelOption.flag("text", "on: send text, accept text and binary");

  /**
   * The largest message that is accepted, as it is when it is decompressed. Default: any, since
   * messages are not gathered.
   */
  public static final ChannelOption<Integer> MAX_MESSAGE =
      ChannelOption.size("max-message", 1, Integer.MAX_VALUE, "largest message accepted");

  /** The largest frame that is accepted. Default: any, since frames are not gathered. */
  public static final ChannelOption<Integer> MAX_FRAME =
      ChannelOption.size("max-frame", 125, Integer.MAX_VALUE, "largest frame accepted");

  /** How much of what is written goes into one frame at most. Default: 64 KiB. */
  public static final ChannelOption<Integer> FRAME_SIZE =
      ChannelOption.size("frame-size", 128, 16 * 1024 * 1024, "largest frame sent; default 64KiB");

  /**
   * On: messages are compressed (permessage-deflate) if the peer can. Default: off: it costs much
   * time, a quarter of a megabyte a connection, and where secrets and what others choose are in one
   * stream, its secrecy.
   */
  public static final ChannelOption<Boolean> DEFLATE =
      ChannelOption.flag("deflate", "on: compress messages if the peer can");

  /**
   * After how long without a sign of life the peer is asked for one; if none comes in the same time
   * again, reads and writes fail. Default: never.
   */
  public static final ChannelOption<Duration> KEEP_ALIVE =
      ChannelOption.duration("keep-alive", "ping a silent peer this often; default never");

  /** The time within which the opening handshake must be done. Default: 10 s. */
  public static final ChannelOption<Duration> HANDSHAKE_TIMEOUT =
      ChannelOption.duration("handshake-timeout", "limit for the handshake; default 10s");

  /**
   * The time that a close may take to send what was accepted, while the peer takes none of it, and
   * again to wait for the peer's close frame, which it does in blocking mode. Default: 5 s.
   */
  public static final ChannelOption<Duration> CLOSE_TIMEOUT =
      ChannelOption.duration(
          "close-timeout", "limits for sending and waiting at close; default 5s");

  /** On: a connection that ends without a close frame is taken for complete. Default: off. */
  public static final ChannelOption<Boolean> RELAXED_EOF =
      ChannelOption.flag("relaxed-eof", "on: an end without a close frame is a good end");

  /** All of them. */
  static final List<ChannelOption<?>> ALL =
      List.of(
          PATH,
          HOST,
          ORIGIN,
          ORIGINS,
          PROTOCOLS,
          HEADERS,
          TEXT,
          MAX_MESSAGE,
          MAX_FRAME,
          FRAME_SIZE,
          DEFLATE,
          KEEP_ALIVE,
          HANDSHAKE_TIMEOUT,
          CLOSE_TIMEOUT,
          RELAXED_EOF);

  private WsOptions() {}
}

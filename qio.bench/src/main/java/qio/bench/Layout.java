package qio.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of the pages: who has a row for each cell, and whom that is compared with. */
enum Layout {
  /** Of sockets. */
  SOCKETS(
      List.of(Contender.QIO_NATIVE),
      List.of(
          Contender.JDK_CHANNEL,
          Contender.NETTY_EPOLL,
          Contender.JUNIXSOCKET,
          Contender.QIO_NIO,
          Contender.C),
      List.of(
          Contender.QIO_NIO, Contender.JDK_CHANNEL, Contender.NETTY_EPOLL, Contender.JUNIXSOCKET)),
  /** Of event loops, coroutines and timers. */
  LOOPS(
      List.of(Contender.QIO_NATIVE, Contender.QIO_POLLING),
      List.of(
          Contender.NETTY_EPOLL,
          Contender.NETTY_NIO,
          Contender.NETTY_IO_URING,
          Contender.XNIO,
          Contender.JDK_CHANNEL,
          Contender.C,
          Contender.C_POLLING),
      List.of(Contender.NETTY_EPOLL, Contender.JDK_CHANNEL)),
  /** Of how cost grows. */
  SCALE(
      List.of(Contender.QIO_NATIVE),
      List.of(Contender.NETTY_EPOLL, Contender.JDK_CHANNEL),
      List.of(Contender.NETTY_EPOLL, Contender.JDK_CHANNEL)),
  /** Of TLS. */
  TLS(
      List.of(Contender.QIO_NATIVE),
      List.of(
          Contender.NETTY_EPOLL,
          Contender.NETTY_BORINGSSL,
          Contender.TLS_CHANNEL,
          Contender.SSL_SOCKET,
          Contender.ENGINE_SOCKET,
          Contender.ENGINE_MEMORY),
      List.of(
          Contender.NETTY_EPOLL,
          Contender.NETTY_BORINGSSL,
          Contender.TLS_CHANNEL,
          Contender.SSL_SOCKET,
          Contender.ENGINE_SOCKET,
          Contender.ENGINE_MEMORY));

  /** Ours, each in a row of its own. */
  final List<Contender> own;

  /** With whom. */
  final List<Contender> peers;

  /** Those of the peers whose allocation is told. */
  final List<Contender> allocating;

  Layout(List<Contender> own, List<Contender> peers, List<Contender> allocating) {
    this.own = own;
    this.peers = peers;
    this.allocating = allocating;
  }

  /** The two lines above the rows, with those who took part. */
  static String head(List<Contender> peers, List<Contender> allocating) {
    List<String> heads = new ArrayList<>();
    heads.add("QIO");
    peers.forEach(peer -> heads.add("÷ " + name(peer)));
    heads.add("B/op: QIO");
    allocating.forEach(peer -> heads.add(name(peer)));
    return heads.stream().collect(Collectors.joining(" | ", "| cell | ", " |\n"))
        + "| --- |"
        + " ---: |".repeat(heads.size())
        + "\n";
  }

  /** What a row of one of ours is called beside the cell. */
  static String suffix(Contender own) {
    return own == Contender.QIO_NATIVE ? "" : ", " + name(own);
  }

  /** What a contender is called in tables and pictures. */
  static String name(Contender contender) {
    return switch (contender) {
      case QIO_NATIVE -> "QIO native";
      case QIO_POLLING -> "QIO polling";
      case QIO_NIO -> "QIO nio";
      case JDK_CHANNEL -> "JDK";
      case NETTY_EPOLL -> "Netty";
      case NETTY_BORINGSSL -> "Netty BoringSSL";
      case NETTY_NIO -> "Netty nio";
      case NETTY_IO_URING -> "Netty io_uring";
      case XNIO -> "XNIO";
      case TLS_CHANNEL -> "tls-channel";
      case SSL_SOCKET -> "SSLSocket";
      case ENGINE_SOCKET -> "engine and socket";
      case ENGINE_MEMORY -> "engine alone";
      case JUNIXSOCKET -> "junixsocket";
      case C -> "C";
      case C_POLLING -> "C polling";
    };
  }
}

package qio.example.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import qio.api.Qio;
import qio.api.QioOptions;
import qio.api.channel.QioChannel;

/**
 * The way from a new connection to an open disk.
 *
 * <pre>
 *   greeting --&gt; [STARTTLS --&gt; TLS over the same connection] --&gt; GO --&gt; transmission
 * </pre>
 */
final class NbdHandshake {

  private static final long GREETING = 0x4e42444d41474943L; // NBDMAGIC
  private static final long OPTION = 0x49484156454f5054L; // IHAVEOPT
  private static final long REPLY = 0x0003e889045565a9L;
  private static final int NEWSTYLE_WITHOUT_ZEROES = 3;

  /** No server has that much to say; one that does is stopped here. */
  private static final int MOST_PAYLOAD = 64 << 10;

  private static final int INFO_EXPORT = 0;
  private static final int INFO_BLOCK_SIZE = 3;

  private QioChannel channel;

  NbdHandshake(QioChannel channel) {
    this.channel = channel;
  }

  /** The connection as it is now: over TLS after {@link #startTls}. */
  QioChannel channel() {
    return channel;
  }

  /** Hears the server's greeting and answers it. */
  void greet() throws IOException {
    ByteBuffer greeting = read(Long.BYTES + Long.BYTES + Short.BYTES);
    if (greeting.getLong() != GREETING || greeting.getLong() != OPTION) {
      throw failure("this is no NBD server, or one of before 2007");
    }
    int flags = Short.toUnsignedInt(greeting.getShort());
    if ((flags & NEWSTYLE_WITHOUT_ZEROES) != NEWSTYLE_WITHOUT_ZEROES) {
      throw failure("the server lacks the fixed newstyle handshake (flags " + flags + ")");
    }
    channel.writeAll(ByteBuffer.allocate(Integer.BYTES).putInt(NEWSTYLE_WITHOUT_ZEROES).flip());
  }

  /**
   * Goes on over TLS. What the server has sent until now was read to the byte, so nothing is lost.
   */
  void startTls(QioOptions tls) throws IOException {
    ask(NbdOption.STARTTLS, ByteBuffer.allocate(0));
    NbdReply reply = reply(NbdOption.STARTTLS);
    if (reply.type() != NbdReply.ACK) {
      throw failure("the server does not start TLS: " + reply.reason());
    }
    channel = Qio.layer("tls", channel, tls);
  }

  /** Opens a disk. */
  NbdExport go(String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer request = ByteBuffer.allocate(Integer.BYTES + bytes.length + 2 * Short.BYTES);
    request.putInt(bytes.length).put(bytes);
    request.putShort((short) 1).putShort((short) INFO_BLOCK_SIZE);
    ask(NbdOption.GO, request.flip());
    long size = -1;
    int flags = 0;
    int maxBlock = NbdExport.DEFAULT_MAX_BLOCK;
    for (NbdReply reply = reply(NbdOption.GO);
        reply.type() != NbdReply.ACK;
        reply = reply(NbdOption.GO)) {
      if (reply.type() != NbdReply.INFO) {
        throw failure("the server does not open export \"" + name + "\": " + reply.reason());
      }
      ByteBuffer info = reply.payload();
      switch (Short.toUnsignedInt(info.getShort())) {
        case INFO_EXPORT -> {
          size = info.getLong();
          flags = Short.toUnsignedInt(info.getShort());
        }
        case INFO_BLOCK_SIZE -> maxBlock = Math.min(maxBlock, info.getInt(2 * Integer.BYTES + 2));
        default -> {} // a server may tell more than it was asked
      }
    }
    if (size < 0 || maxBlock <= 0) {
      throw failure("the server does not tell the size of export \"" + name + "\"");
    }
    return new NbdExport(name, size, flags, maxBlock);
  }

  private void ask(NbdOption option, ByteBuffer data) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES);
    header.putLong(OPTION).putInt(option.number()).putInt(data.remaining());
    channel.writevAll(header.flip(), data);
  }

  private NbdReply reply(NbdOption to) throws IOException {
    ByteBuffer header = read(Long.BYTES + 3 * Integer.BYTES);
    if (header.getLong() != REPLY || header.getInt() != to.number()) {
      throw failure("the server answers something that was not asked, instead of " + to);
    }
    int type = header.getInt();
    int length = header.getInt();
    if (length < 0 || length > MOST_PAYLOAD) {
      throw failure(
          "the server's answer to "
              + to
              + " has "
              + Integer.toUnsignedString(length)
              + " bytes, of which "
              + MOST_PAYLOAD
              + " are taken at most");
    }
    return new NbdReply(type, read(length));
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    channel.readAll(bytes);
    return bytes.flip();
  }

  private NbdException failure(String what) {
    return new NbdException(channel.address(), what);
  }
}

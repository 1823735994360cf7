package qio.posix;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The address of a socket: what {@code sockaddr} holds. */
public sealed interface SocketName {

  /**
   * An internet address.
   *
   * @param address the IPv4 or IPv6 address; the scope of an IPv6 address is kept
   * @param port the port, 0 to 65535
   */
  record Inet(InetAddress address, int port) implements SocketName {
    /** Checks the port. */
    public Inet {
      if (port < 0 || port > 0xffff) {
        throw new IllegalArgumentException("a port is 0 to 65535: " + port);
      }
    }

    @Override
    public String toString() {
      String host = address.getHostAddress();
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * A UNIX socket in the file system.
   *
   * @param bytes the path as the kernel sees it: 1 to {@value #MAX_PATH} bytes without NUL; copied
   *     in and out
   */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
  record UnixPath(byte[] bytes) implements SocketName {

    /**
     * The longest path in bytes that every program can name: the room in {@code sockaddr_un} less a
     * terminating NUL. (Linux takes one byte more, and such a name can be read.)
     */
    public static final int MAX_PATH = 107;

    /** Checks and copies the bytes. */
    public UnixPath {
      bytes = bytes.clone();
      if (bytes.length == 0 || bytes.length > MAX_PATH + 1) {
        throw new IllegalArgumentException(
            "the path of a UNIX socket has 1 to " + (MAX_PATH + 1) + " bytes, not " + bytes.length);
      }
      for (byte b : bytes) {
        if (b == 0) {
          throw new IllegalArgumentException("the path of a UNIX socket holds no NUL");
        }
      }
    }

    /**
     * The name of a path given as text, in the encoding that the JDK uses for file names.
     *
     * @param path the path, absolute or not
     * @return the name
     * @throws java.nio.file.InvalidPathException if the encoding has no bytes for a character
     * @throws IllegalArgumentException if the path is empty, too long or holds a NUL
     */
    public static UnixPath of(String path) {
      byte[] bytes = PathBytes.encode(path);
      if (bytes.length > MAX_PATH) {
        throw new IllegalArgumentException(
            "the path of a UNIX socket has at most " + MAX_PATH + " bytes, not " + bytes.length);
      }
      return new UnixPath(bytes);
    }

    /**
     * A copy of the bytes.
     *
     * @return the bytes
     */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof UnixPath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** The path as text. */
    @Override
    public String toString() {
      return PathBytes.decode(bytes);
    }
  }

  /**
   * A UNIX socket in the abstract name space, which is no file and vanishes with its last socket.
   *
   * @param bytes the name without the leading NUL: 0 to {@value #MAX_NAME} bytes of any value;
   *     copied in and out
   */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
  record UnixAbstract(byte[] bytes) implements SocketName {

    /** The longest name in bytes: the room in {@code sockaddr_un} less the leading NUL. */
    public static final int MAX_NAME = 107;

    /** Checks and copies the bytes. */
    public UnixAbstract {
      bytes = bytes.clone();
      if (bytes.length > MAX_NAME) {
        throw new IllegalArgumentException(
            "an abstract name has at most " + MAX_NAME + " bytes, not " + bytes.length);
      }
    }

    /**
     * The abstract name of a text in UTF-8.
     *
     * @param name the name without the {@code @} that marks it in an address
     * @return the name
     * @throws IllegalArgumentException if the name is too long
     */
    public static UnixAbstract of(String name) {
      return new UnixAbstract(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A copy of the bytes.
     *
     * @return the bytes
     */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof UnixAbstract that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** The name after an {@code @}, with NULs shown as {@code @} too. */
    @Override
    public String toString() {
      return "@" + new String(bytes, StandardCharsets.UTF_8).replace('\0', '@');
    }
  }

  /** The name of a UNIX socket that was never bound. */
  record UnixUnnamed() implements SocketName {
    @Override
    public String toString() {
      return "(unnamed)";
    }
  }

  /**
   * The address of a virtual machine socket ({@code AF_VSOCK}).
   *
   * @param cid which machine: a context identifier, 0 to 2<sup>32</sup> - 1
   * @param port the port, 0 to 2<sup>32</sup> - 1
   */
  record Vsock(long cid, long port) implements SocketName {

    /** Any machine to listen on, any port to bind ({@code VMADDR_CID_ANY}). */
    public static final long ANY = 0xffff_ffffL;

    /** The hypervisor ({@code VMADDR_CID_HYPERVISOR}). */
    public static final long HYPERVISOR = 0;

    /** This machine itself ({@code VMADDR_CID_LOCAL}). */
    public static final long LOCAL = 1;

    /** The machine that hosts this one ({@code VMADDR_CID_HOST}). */
    public static final long HOST = 2;

    /** Checks both numbers. */
    public Vsock {
      if (cid < 0 || cid > ANY || port < 0 || port > ANY) {
        throw new IllegalArgumentException("cid and port are 0 to 4294967295: " + cid + ":" + port);
      }
    }

    @Override
    public String toString() {
      return "vsock " + (cid == ANY ? "any" : cid) + ":" + port;
    }
  }

  /**
   * An address of a family that this module does not take apart.
   *
   * @param family the number of the address family
   */
  record Other(int family) implements SocketName {
    @Override
    public String toString() {
      return "(address family " + family + ")";
    }
  }
}

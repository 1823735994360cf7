package qio.spi.websocket.http;

/** With what a server refuses a handshake. */
public enum Status {
  /** The request is broken. */
  BAD_REQUEST(400, "Bad Request"),
  /** The page that asks, or the host that is asked for, is not allowed. */
  FORBIDDEN(403, "Forbidden"),
  /** The path is not served. */
  NOT_FOUND(404, "Not Found"),
  /** The method is not GET. */
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  /** The request took too long. */
  REQUEST_TIMEOUT(408, "Request Timeout"),
  /** The request is none for a WebSocket, or for one of another version. */
  UPGRADE_REQUIRED(426, "Upgrade Required"),
  /** The headers are too many or too long. */
  HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
  /** This end fails. */
  INTERNAL_ERROR(500, "Internal Server Error"),
  /** The version of HTTP is not 1.1. */
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

  private final int code;
  private final String phrase;

  Status(int code, String phrase) {
    this.code = code;
    this.phrase = phrase;
  }

  /**
   * The number.
   *
   * @return three digits
   */
  public int code() {
    return code;
  }

  /** The code and its phrase, as in a status line. */
  @Override
  public String toString() {
    return code + " " + phrase;
  }
}

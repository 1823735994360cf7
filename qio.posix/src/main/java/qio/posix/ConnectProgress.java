package qio.posix;

/** Where a {@link PosixSockets#connect} stands when it returns. */
public enum ConnectProgress {
  /** The connection is there. */
  CONNECTED,
  /** Wait for {@link qio.api.aio.Readiness#WRITE}, then ask {@link PosixSockets#finishConnect}. */
  IN_PROGRESS,
  /**
   * A UNIX listener whose queue is full. The kernel tells nobody when there is room again: try
   * again after a pause, on the same socket.
   */
  QUEUE_FULL
}

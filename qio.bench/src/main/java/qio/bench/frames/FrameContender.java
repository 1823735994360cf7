package qio.bench.frames;

/** Who takes part. */
public enum FrameContender {
  /** The classes under QIO's layer {@code ws}. */
  QIO {
    @Override
    Sender sender(byte[] message, boolean masked) {
      return new QioSender(message, masked);
    }

    @Override
    Receiver receiver(byte[] wire, int size, boolean masked) {
      return new QioReceiver(wire, size, masked);
    }
  },
  /** Netty's encoder and decoder. */
  NETTY {
    @Override
    Sender sender(byte[] message, boolean masked) {
      return new NettySender(message, masked);
    }

    @Override
    Receiver receiver(byte[] wire, int size, boolean masked) {
      return new NettyReceiver(wire, masked);
    }
  };

  abstract Sender sender(byte[] message, boolean masked);

  /**
   * Makes one that receives.
   *
   * @param size of the message
   */
  abstract Receiver receiver(byte[] wire, int size, boolean masked);
}

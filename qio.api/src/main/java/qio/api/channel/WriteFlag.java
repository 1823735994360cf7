package qio.api.channel;

/** How a single write differs from a plain one. (The header's {@code QIO_CHANNEL_WRITE_FLAG_…}.) */
public enum WriteFlag {
  /**
   * Hands the buffers themselves to the kernel: they must not be changed before {@link
   * QioChannel#flush} has returned. Needs {@link ChannelFeature#WRITE_ZERO_COPY}; cannot go
   * together with descriptors.
   */
  ZERO_COPY
}

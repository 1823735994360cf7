package qio.api.channel;

/** How a single write differs from a plain one. (The header's {@code QIO_CHANNEL_WRITE_FLAG_…}.) */
public enum WriteFlag {
  /**
   * Hands the buffers themselves to the kernel: they must not be changed, and an arena that they
   * stand on must not be closed, before {@link QioChannel#flush} has returned. Until then the
   * channel keeps them reachable, beyond its close too. Only direct buffers go without a copy; heap
   * buffers, and whatever is written while very many such writes are under way, are copied as by a
   * plain write. Needs {@link ChannelFeature#WRITE_ZERO_COPY}; cannot go together with descriptors.
   */
  ZERO_COPY
}

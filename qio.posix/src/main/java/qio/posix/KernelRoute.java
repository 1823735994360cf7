package qio.posix;

/** How the kernel moves bytes from one descriptor to another without bringing them up here. */
enum KernelRoute {
  /** {@code sendfile}: a file into a socket. */
  SENDFILE,
  /** {@code splice}: one of the two is a pipe. */
  SPLICE,
  /** {@code splice} into a pipe made for it, and out of that: a socket into a socket or a file. */
  SPLICE_THROUGH_PIPE,
  /** {@code copy_file_range}: a file into a file, shared on disk where the file system can. */
  COPY_FILE_RANGE,
  /** None: the bytes must be copied. */
  NONE;

  static KernelRoute between(DescriptorKind source, DescriptorKind sink) {
    return switch (source) {
      case REGULAR_FILE, BLOCK_DEVICE ->
          switch (sink) {
            case SOCKET -> SENDFILE;
            case PIPE -> SPLICE;
            case REGULAR_FILE -> COPY_FILE_RANGE;
            default -> NONE;
          };
      case PIPE ->
          switch (sink) {
            case SOCKET, PIPE, REGULAR_FILE -> SPLICE;
            default -> NONE;
          };
      case SOCKET ->
          switch (sink) {
            case PIPE -> SPLICE;
            case SOCKET, REGULAR_FILE -> SPLICE_THROUGH_PIPE;
            default -> NONE;
          };
      default -> NONE;
    };
  }
}

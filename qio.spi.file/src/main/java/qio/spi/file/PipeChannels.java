package qio.spi.file;

import java.io.IOException;
import java.util.Objects;
import qio.api.channel.QioChannel;
import qio.posix.PosixFiles;

/**
 * The two ends of a new pipe, which no address can name. The bytes written into one come out of the
 * other; the kernel holds 64 KiB of them, usually. (The header's {@code qio_channel_file_new_fd} on
 * what {@code pipe(2)} made.)
 *
 * @param reader can only be read; it ends when the last writer is closed
 * @param writer can only be written; that fails when the last reader is closed
 */
public record PipeChannels(QioChannel reader, QioChannel writer) implements AutoCloseable {

  /** Checks that both ends are there. */
  public PipeChannels {
    Objects.requireNonNull(reader, "reader");
    Objects.requireNonNull(writer, "writer");
  }

  /**
   * Makes a pipe. The ends are owned by the caller, close-on-exec, in blocking mode, and live and
   * are closed independently of each other. Never blocks; may be called from any thread.
   *
   * @return both ends
   * @throws IOException if the process has no descriptor left
   * @throws UnsupportedOperationException if there is no native access; the message says how to get
   *     it
   */
  public static PipeChannels open() throws IOException {
    PosixFiles.Pipe pipe = PosixFiles.pipe(true);
    try {
      String name = "pipe:" + pipe.reader().number() + "," + pipe.writer().number();
      return new PipeChannels(
          NativeChannel.over(
              name,
              pipe.reader(),
              Access.given(true, false, false, "it is the reading end of a pipe")),
          NativeChannel.over(
              name,
              pipe.writer(),
              Access.given(false, true, false, "it is the writing end of a pipe")));
    } catch (IOException | RuntimeException e) {
      NativeEngine.closeAfter(pipe.reader(), e);
      NativeEngine.closeAfter(pipe.writer(), e);
      throw e;
    }
  }

  /**
   * Closes both ends; bytes that were written and not read are gone. Closing again does nothing.
   *
   * @throws IOException if closing an end failed; both are closed all the same
   */
  @Override
  public void close() throws IOException {
    try (reader) {
      writer.close();
    }
  }
}

package qio.tests.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import qio.api.channel.QioChannel;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.spi.file.FileProvider;

/** What tests of files let another process do: a job, a path and options. */
final class FileChild {

  private FileChild() {}

  /** Jobs whose name begins with "leave" end the process with the channel open. */
  public static void main(String[] arguments) throws Exception {
    String job = arguments[0];
    if (job.equals("flood")) {
      flood();
      return;
    }
    Engine engine = Engine.valueOf(System.getProperty("qio.file.engine").toUpperCase());
    String[] options = Arrays.copyOfRange(arguments, 2, arguments.length);
    if (job.equals("fail")) {
      fail(engine, arguments[1], options);
      return;
    }
    QioChannel file = engine.open(arguments[1], options);
    switch (job) {
      case "hold" -> say("open");
      case "append" -> append(file);
      case "leave", "leave-at-once" -> {
        if (file.hasFeature(qio.api.channel.ChannelFeature.SHUTDOWN)) {
          file.writeAll(Bytes.of("half of it"));
        }
        say("open");
      }
      default -> throw new IllegalArgumentException(job);
    }
    if (job.equals("leave-at-once")) {
      System.in.read();
      Runtime.getRuntime().halt(9);
    }
    if (job.equals("leave")) {
      System.in.read();
      System.exit(0);
    }
    if (job.equals("hold")) {
      System.in.read();
    }
    file.close();
  }

  private static void fail(Engine engine, String path, String... options) {
    try (QioChannel file = engine.open(path, options)) {
      say(file + " was opened");
    } catch (IOException e) {
      say(e.getMessage());
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void append(QioChannel log) throws IOException {
    say("open");
    System.in.read();
    for (ByteBuffer record : FileAppendTest.records('c')) {
      log.write(record);
    }
  }

  /** Writes to standard output in non-blocking mode until it takes no more; tells on error. */
  private static void flood() throws IOException {
    try (QioChannel out =
        new FileProvider().connect(new Endpoint("stdio", "out"), OptionValues.none())) {
      out.setBlocking(false);
      ByteBuffer much = ByteBuffer.allocate(1 << 20);
      long sum = out.write(ByteBuffer.allocate(77)); // so that the room left is no round number
      for (long n = 0; n != QioChannel.WOULD_BLOCK; n = out.write(much.clear())) {
        sum += n;
      }
      System.err.println("full after " + sum);
    }
  }
}

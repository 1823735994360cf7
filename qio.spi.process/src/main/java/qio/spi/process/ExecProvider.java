package qio.spi.process;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import qio.api.channel.ChannelOption;
import qio.api.channel.InvalidAddressException;
import qio.api.channel.QioChannel;
import qio.api.spi.Availability;
import qio.api.spi.ChannelProvider;
import qio.api.spi.Endpoint;
import qio.api.spi.OptionValues;
import qio.posix.EngineChoice;

/**
 * Starts a program as a channel: {@code exec:name} looks in {@code PATH}, {@code exec:/path} does
 * not. There is no shell. (The header's {@code QIOChannelCommand}.)
 */
public final class ExecProvider implements ChannelProvider {

  /** The system property that forces an engine: {@code native} or {@code nio}. */
  static final String ENGINE_PROPERTY = "qio.exec.engine";

  private final @Nullable ExecEngine engine;
  private final Availability availability;

  /** For {@link java.util.ServiceLoader}. The engine that is chosen now serves for good. */
  public ExecProvider() {
    this(System.getProperty(ENGINE_PROPERTY, ""));
  }

  ExecProvider(String wanted) {
    EngineChoice choice = EngineChoice.of(ENGINE_PROPERTY, wanted);
    availability = choice.availability();
    if (availability.isAvailable()) {
      engine = choice.isPortable() ? new PortableExec() : new NativeExec();
    } else {
      engine = null;
    }
  }

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("exec");
  }

  @Override
  public List<ChannelOption<?>> options() {
    return ExecOptions.all();
  }

  @Override
  public Availability availability() {
    return availability;
  }

  /**
   * Checks that there is a program to start, and that the options fit each other.
   *
   * @throws InvalidAddressException if not
   */
  @Override
  public void check(Endpoint endpoint, OptionValues options) {
    ExecRequest.of(endpoint, options);
  }

  /**
   * Starts the program. Waits until the system has accepted or refused it. The channel's close ends
   * the child within {@code close-timeout} and twice {@code kill-timeout}, and waits so long: not a
   * call for a thread of a loop unless the limits are short.
   *
   * @throws InvalidAddressException if the address names no program, or the options do not fit
   * @throws ChildStartException if it cannot be started; nothing is left behind
   */
  @Override
  public QioChannel connect(Endpoint endpoint, OptionValues options) throws IOException {
    ExecRequest request = ExecRequest.of(endpoint, options);
    if (engine == null) {
      throw new IOException(endpoint + ": " + availability);
    }
    return engine.start(request);
  }
}

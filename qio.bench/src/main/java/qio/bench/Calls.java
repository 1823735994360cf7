package qio.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Plays one scenario so and so often and nothing else, for {@code strace} to count: the difference
 * between two counts is what the operations have cost.
 *
 * <p>Arguments: contender, scenario, transport, kind of threads, bytes of a message, number of
 * messages.
 */
public final class Calls {

  private static final int BURST = 64;

  private Calls() {}

  /** Plays. */
  public static void main(String[] args) throws IOException {
    Contender contender = Contender.valueOf(args[0].toUpperCase(Locale.ROOT));
    Scenario scenario = Scenario.valueOf(args[1].toUpperCase(Locale.ROOT));
    Transport transport = Transport.valueOf(args[2].toUpperCase(Locale.ROOT));
    Threads threads = Threads.valueOf(args[3].toUpperCase(Locale.ROOT));
    int size = Integer.parseInt(args[4]);
    int messages = Integer.parseInt(args[5]);
    Setting setting = new Setting(transport, 1, threads);
    Optional<String> obstacle = contender.obstacle(scenario, setting);
    if (obstacle.isPresent()) {
      throw new UnsupportedOperationException(contender + " " + obstacle.get());
    }
    try (Party party = party(contender, scenario, setting, size)) {
      boolean bursts = scenario.isBulk() || scenario == Scenario.DESCRIPTOR_PASS;
      party.play(bursts ? messages / BURST : messages);
    }
  }

  private static Party party(Contender contender, Scenario scenario, Setting setting, int size)
      throws IOException {
    return switch (scenario) {
      case ROUND_TRIP -> contender.talk(setting, Talk.roundTrip(size));
      case STREAM -> contender.talk(setting, Talk.stream(size, BURST));
      case DESCRIPTOR_PASS -> contender.talk(setting, Talk.pass(BURST));
      case BOTH_WAYS -> contender.bothWays(setting, Talk.stream(size, BURST));
      case HANDSHAKE, RESUMPTION -> contender.handshakes(setting, scenario == Scenario.RESUMPTION);
      case ACCEPT -> contender.visits(setting);
      case TIMER_CANCEL, TIMER_FIRE, IDLE_HEAP ->
          throw new IllegalArgumentException("passes no messages: " + scenario);
    };
  }
}

package qio.tests.contract;

import static qio.tck.Setting.BLOCKING_PLATFORM;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import qio.api.channel.QioChannel;
import qio.spi.memory.MemoryChannels;
import qio.spi.memory.MemoryPair;
import qio.tck.ChannelContract;
import qio.tck.ChannelPair;
import qio.tck.SeekContract;
import qio.tck.Setting;

/**
 * A way to break a rule, and the test of the kit that must notice it.
 *
 * @param rule the rule
 * @param defect the way to break it
 * @param sound what holds the rule
 * @param broken the same but for the defect
 * @param setting one in which the test is run
 * @param check the test
 */
record Defect<S>(String rule, String defect, S sound, S broken, Setting setting, Check<S> check) {

  /** One test of the kit, run over some subject. */
  @FunctionalInterface
  interface Check<S> {
    void run(S subject, Setting setting) throws Exception;
  }

  /** A defect of a layer over channels in memory, at both ends. */
  static Defect<ChannelContract> pair(
      String rule,
      String defect,
      UnaryOperator<QioChannel> spoil,
      Setting setting,
      Check<ChannelContract> check) {
    return new Defect<>(
        rule, defect, () -> layered(Broken::new), () -> layered(spoil), setting, check);
  }

  private static ChannelPair layered(UnaryOperator<QioChannel> layer) {
    MemoryPair pair = MemoryChannels.pair();
    return ChannelPair.twoWay(layer.apply(pair.first()), layer.apply(pair.second()));
  }

  /** A defect of a layer over a buffer in memory. */
  static Defect<SeekContract> buffer(
      String rule, String defect, UnaryOperator<QioChannel> spoil, Check<SeekContract> check) {
    return new Defect<>(
        rule,
        defect,
        () -> new Broken(MemoryChannels.buffer()),
        () -> spoil.apply(MemoryChannels.buffer()),
        BLOCKING_PLATFORM,
        check);
  }

  void runSound() throws Exception {
    check.run(sound, setting);
  }

  void runBroken() throws Exception {
    check.run(broken, setting);
  }

  /** The method of the kit that the check is: what it calls on a subject that can do nothing. */
  @SuppressWarnings("unchecked") // the stand-in is of the interfaces that the sound subject is of
  Method test() throws Exception {
    AtomicReference<@Nullable Method> called = new AtomicReference<>();
    Class<?>[] contracts = sound.getClass().getInterfaces();
    Object standIn =
        Proxy.newProxyInstance(
            contracts[0].getClassLoader(),
            contracts,
            (self, method, args) -> {
              called.compareAndSet(null, method);
              return null;
            });
    check.run((S) standIn, setting);
    return Objects.requireNonNull(called.get(), () -> this + ": the check calls no test");
  }

  @Override
  public String toString() {
    return rule + " catches: " + defect;
  }
}

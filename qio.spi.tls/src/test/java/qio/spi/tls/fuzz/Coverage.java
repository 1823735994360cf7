package qio.spi.tls.fuzz;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which code was reached, as JaCoCo's agent in this JVM tells it in its exec format: blocks of a
 * class's number, name and probes. Without the agent no input is ever new.
 */
final class Coverage {

  private static final int HEADER = 0x01;
  private static final int SESSION = 0x10;
  private static final int CLASS = 0x11;

  private final Object agent;
  private final Method data;
  private final Map<Long, BitSet> reached = new HashMap<>();

  Coverage() {
    Object running = null;
    Method asked = null;
    try {
      Class<?> runtime = Class.forName("org.jacoco.agent.rt.RT");
      running = runtime.getMethod("getAgent").invoke(null);
      asked =
          Class.forName("org.jacoco.agent.rt.IAgent").getMethod("getExecutionData", boolean.class);
    } catch (ReflectiveOperationException e) {
      System.out.println("without JaCoCo's agent: nothing is learnt from what is reached");
    }
    agent = running;
    data = asked;
  }

  /** Whether more was reached since it was asked last. */
  boolean grows() throws Exception {
    if (agent == null) {
      return false;
    }
    int before = reached();
    read((byte[]) data.invoke(agent, true));
    return reached() > before;
  }

  int reached() {
    return reached.values().stream().mapToInt(BitSet::cardinality).sum();
  }

  void forget() throws Exception {
    grows();
    reached.clear();
  }

  private void read(byte[] exec) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(exec))) {
      for (int block = in.read(); block >= 0; block = in.read()) {
        switch (block) {
          case HEADER -> in.skipNBytes(4);
          case SESSION -> {
            in.readUTF();
            in.skipNBytes(16);
          }
          case CLASS -> readClass(in);
          default -> throw new IOException("no block of JaCoCo: " + block);
        }
      }
    }
  }

  private void readClass(DataInputStream in) throws IOException {
    long number = in.readLong();
    in.readUTF();
    int size = 0;
    for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
      part = in.readUnsignedByte();
      size |= (part & 0x7F) << shift;
    }
    BitSet probes = BitSet.valueOf(in.readNBytes((size + 7) / 8));
    reached.computeIfAbsent(number, _ -> new BitSet()).or(probes);
  }
}

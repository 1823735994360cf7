package org.example.qio.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something that happened in the machine.
 *
 * @param name what, {@code STOP} for instance
 * @param data what QEMU says of it; an empty object if nothing
 * @param time when, by the host's clock
 */
public record QmpEvent(String name, JsonNode data, Instant time) {

  private static final long NANOS_IN_MICRO = 1_000;

  static QmpEvent of(JsonNode message) {
    JsonNode stamp = message.path("timestamp");
    Instant time =
        Instant.ofEpochSecond(
            stamp.path("seconds").asLong(), stamp.path("microseconds").asLong() * NANOS_IN_MICRO);
    return new QmpEvent(message.path("event").asText(), QmpMessages.object(message, "data"), time);
  }
}

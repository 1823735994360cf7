package org.example.qio.qmp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;

/** Messages as lines of JSON. What a peer sends is read within limits of depth and length. */
final class QmpMessages {

  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_NAME = 1024;

  private final String address;
  private final ObjectMapper json;

  QmpMessages(String address, int maxLine) {
    this.address = address;
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(LONGEST_NUMBER)
            .maxNameLength(LONGEST_NAME)
            .maxStringLength(maxLine)
            .build();
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    this.json =
        JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /** The object that a line holds. */
  JsonNode read(Line line) throws IOException {
    JsonNode message;
    try {
      message = json.readTree(line.bytes(), line.offset(), line.length());
    } catch (JsonProcessingException e) {
      throw new QmpProtocolException(
          address + ": what came is no JSON within the limits: " + e.getOriginalMessage(), e);
    }
    if (!message.isObject()) {
      throw new QmpProtocolException(
          address + ": a message is an object, and what came is " + message.getNodeType(), null);
    }
    return message;
  }

  /** A command as a line. */
  byte[] command(String name, ObjectNode arguments, long id) throws IOException {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("execute", name).put("id", id).set("arguments", arguments);
    byte[] text = json.writeValueAsBytes(message);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    return line;
  }

  /** A member that is an object; an empty one if it is missing. */
  static JsonNode object(JsonNode message, String member) {
    JsonNode value = message.get(member);
    return value == null ? JsonNodeFactory.instance.objectNode() : value;
  }
}

package qio.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void objectsKeepTheirOrderAndAreIndented() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("b", 1);
    object.put("a", List.of("x", true, 2L));
    object.put("empty", List.of());
    object.put("none", Map.of());
    assertEquals(
        """
        {
          "b": 1,
          "a": [
            "x",
            true,
            2
          ],
          "empty": [],
          "none": {}
        }\
        """,
        JsonText.of(object));
  }

  @Test
  void whatWouldEndOrBreakTextIsEscaped() {
    assertEquals("\"\\\"\\\\\\n\\r\\t\"", JsonText.of("\"\\\n\r\t"));
    assertEquals("\"\\u0000\\u001b\\u007f\"", JsonText.of("\0\u001b\u007f"));
  }

  @Test
  void everythingBeyondAsciiIsEscapedAsUtf16() {
    assertEquals("\"\\u00e9\\u2028\\ud83d\\ude00\"", JsonText.of("\u00e9\u2028\ud83d\ude00"));
  }

  @Test
  void keysAreEscapedToo() {
    assertEquals("{\n  \"\\\"\": 1\n}", JsonText.of(Map.of("\"", 1)));
  }

  @Test
  void whatJsonCannotSayIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> JsonText.of(1.5));
    assertThrows(IllegalArgumentException.class, () -> JsonText.of(Map.of(1, 2)));
  }
}

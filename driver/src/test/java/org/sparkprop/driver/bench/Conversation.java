package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A trainee's side of the talk with {@link PeerProcess}: an object of JSON a line comes in, and one
 * goes out behind {@link #MARK}, since libraries print what they like.
 */
final class Conversation {
  static final String MARK = "@bench ";
  static final ObjectMapper JSON = new ObjectMapper();

  private Conversation() {}

  /** Answers until the other side hangs up. */
  static void hold(Trainee trainee) throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    say(JSON.createObjectNode().put("ready", true).put("about", trainee.about()));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      ObjectNode answer;
      try {
        answer = answer(trainee, JSON.readTree(line));
      } catch (Exception | OutOfMemoryError e) {
        answer = JSON.createObjectNode().put("error", e.toString());
      }
      say(answer);
    }
    trainee.close();
  }

  static void say(ObjectNode message) {
    System.out.println("\n" + MARK + message);
    System.out.flush();
  }

  private static ObjectNode answer(Trainee trainee, JsonNode request) throws Exception {
    String what = request.get("do").asText();
    double seconds = request.path("seconds").asDouble();
    return switch (what) {
      case "prepare" -> {
        trainee.prepare(JSON.treeToValue(request.get("case"), Case.class), seconds);
        yield JSON.createObjectNode();
      }
      case "measure" -> JSON.valueToTree(trainee.measure(seconds));
      case "release" -> {
        trainee.release();
        yield JSON.createObjectNode();
      }
      default ->
          throw new IllegalArgumentException(
              "expected prepare, measure or release, got `" + what + "`");
    };
  }
}

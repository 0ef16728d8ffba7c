package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sparkprop.worker.runtime.BlasKernels;
import org.sparkprop.worker.runtime.WorkerRuntime;

/**
 * A running peer. It stays from case to case and is idle between measurements, so that peers can be
 * measured in turn.
 */
final class PeerProcess implements AutoCloseable {
  /** The peer could not do what it was asked; it may be asked for something else. */
  static final class Refused extends IOException {
    Refused(String message) {
      super(message);
    }
  }

  private final Path log;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final String about;

  /** Starts it and waits until it is ready; what it says on the side goes into {@code log}. */
  PeerProcess(List<String> command, Path log) throws IOException {
    this.log = log;
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    // The same kernels for everybody who computes with OpenBLAS.
    if (!WorkerRuntime.kernels().equals(BlasKernels.OWN_CHOICE)) {
      builder.environment().put(BlasKernels.VARIABLE, WorkerRuntime.kernels());
    }
    this.process = builder.start();
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
    this.about = answer().path("about").asText();
  }

  String about() {
    return about;
  }

  long pid() {
    return process.pid();
  }

  void prepare(Case what, double warmSeconds) throws IOException {
    ObjectNode request = request("prepare").put("seconds", warmSeconds);
    request.set("case", Conversation.JSON.valueToTree(what));
    ask(request);
  }

  Burst measure(double seconds) throws IOException {
    JsonNode answer = ask(request("measure").put("seconds", seconds));
    return Conversation.JSON.treeToValue(answer, Burst.class);
  }

  void release() throws IOException {
    ask(request("release"));
  }

  private static ObjectNode request(String what) {
    return Conversation.JSON.createObjectNode().put("do", what);
  }

  private JsonNode ask(ObjectNode request) throws IOException {
    requests.write(request.toString());
    requests.newLine();
    requests.flush();
    return answer();
  }

  /** The next thing that it says. */
  JsonNode answer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(Conversation.MARK)) {
        JsonNode answer = Conversation.JSON.readTree(line.substring(Conversation.MARK.length()));
        if (answer.has("error")) {
          throw new Refused(answer.get("error").asText());
        }
        return answer;
      }
    }
    throw new IOException("the process has ended; see " + log);
  }

  @Override
  public void close() {
    try {
      requests.close();
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

package org.sparkprop.driver.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.model.DamagedFileException;
import org.sparkprop.common.model.NamedTensor;
import org.sparkprop.common.model.Safetensors;
import org.sparkprop.common.update.UpdateState;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.files.ChecksumFile;
import org.sparkprop.driver.files.Sha256;

/**
 * The files of one checkpoint: {@code state.safetensors} with the weights and all vectors of the
 * update's state, {@code checkpoint.json} with everything else, and {@code SHA256SUMS} over both,
 * which {@code sha256sum -c} reads too. Nothing is parsed before it has passed its checksum, and
 * what is parsed may still come from a stranger: no size in it is believed before it has been held
 * against the file's length.
 */
final class CheckpointFiles {
  private static final String STATE = "state.safetensors";
  private static final String DESCRIPTION = "checkpoint.json";
  private static final String SUMS = ChecksumFile.NAME;
  private static final String WEIGHTS = "weights";
  private static final int LARGEST_DESCRIPTION = 64 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CheckpointFiles() {}

  static void write(FileSystem files, Path folder, Checkpoint checkpoint) throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    RunState state = checkpoint.state();
    tensors.add(tensor(WEIGHTS, state.weights()));
    state.update().vectors().forEach((name, vector) -> tensors.add(tensor(name, vector)));
    MessageDigest digest = Sha256.digest();
    try (OutputStream out =
        new DigestOutputStream(files.create(new Path(folder, STATE), true), digest)) {
      Safetensors.write(out, tensors, Map.of());
    }
    byte[] description =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(ConfigurationTree.of(CheckpointDescription.of(checkpoint)));
    writeBytes(files, new Path(folder, DESCRIPTION), description);
    writeBytes(
        files, new Path(folder, SUMS), sums(Sha256.of(description), Sha256.text(digest.digest())));
  }

  private static NamedTensor tensor(String name, FlatVector values) {
    return new NamedTensor(name, new int[] {values.length()}, values);
  }

  private static void writeBytes(FileSystem files, Path path, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(bytes);
    }
  }

  private static byte[] sums(String ofDescription, String ofState) {
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put(DESCRIPTION, ofDescription);
    sums.put(STATE, ofState);
    return ChecksumFile.of(sums);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DamagedFileException if it is not whole, or is none
   * @throws java.io.FileNotFoundException if one of its files is missing
   */
  static Checkpoint read(FileSystem files, Path folder) throws IOException {
    byte[] description = bytes(files, new Path(folder, DESCRIPTION), LARGEST_DESCRIPTION);
    String ofState;
    try (InputStream in = files.open(new Path(folder, STATE))) {
      ofState = Sha256.of(in);
    }
    byte[] found = bytes(files, new Path(folder, SUMS), ChecksumFile.MOST_BYTES);
    if (!Arrays.equals(found, sums(Sha256.of(description), ofState))) {
      throw new DamagedFileException(
          "%s and %s have not the checksums that %s says".formatted(DESCRIPTION, STATE, SUMS));
    }
    return checkpoint(parse(description), files, new Path(folder, STATE));
  }

  /** What a checkpoint says of itself, without a look at its checksums. */
  static CheckpointDescription describe(FileSystem files, Path folder) throws IOException {
    return parse(bytes(files, new Path(folder, DESCRIPTION), LARGEST_DESCRIPTION));
  }

  private static Checkpoint checkpoint(CheckpointDescription said, FileSystem files, Path path)
      throws IOException {
    long length = files.getFileStatus(path).getLen();
    List<NamedTensor> tensors;
    try (InputStream in = new BufferedInputStream(files.open(path))) {
      tensors = Safetensors.read(in, length, said.precision());
    }
    Map<String, FlatVector> vectors = new LinkedHashMap<>();
    tensors.forEach(tensor -> vectors.put(tensor.name(), tensor.values()));
    FlatVector weights = vectors.remove(WEIGHTS);
    if (weights == null) {
      throw new DamagedFileException("%s has no tensor %s".formatted(STATE, WEIGHTS));
    }
    return new Checkpoint(
        new Origin(said.configuration(), said.data()),
        new RunState(said.position(), weights, new UpdateState(vectors, said.values())));
  }

  private static CheckpointDescription parse(byte[] text) throws DamagedFileException {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (IOException e) {
      throw new DamagedFileException(DESCRIPTION + " is not JSON");
    }
    try {
      return Binder.bind(tree, CheckpointDescription.class, "");
    } catch (ConfigurationException e) {
      throw new DamagedFileException(DESCRIPTION + ": " + e.getMessage());
    }
  }

  private static byte[] bytes(FileSystem files, Path path, int most) throws IOException {
    long length = files.getFileStatus(path).getLen();
    if (length > most) {
      throw new DamagedFileException(
          "%s: expected at most %d bytes, got %d".formatted(path.getName(), most, length));
    }
    try (InputStream in = files.open(path)) {
      return in.readNBytes((int) length);
    }
  }
}

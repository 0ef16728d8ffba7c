package org.sparkprop.driver.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.model.DamagedFileException;
import org.sparkprop.common.model.ModelDescription;
import org.sparkprop.common.model.WeightsFile;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.files.ChecksumFile;
import org.sparkprop.driver.files.Sha256;
import org.sparkprop.driver.files.Storage;

/**
 * A model on any Hadoop file system: {@code model.json}, which describes it, and {@code
 * weights.safetensors}, which any reader of that format reads. The description carries the checksum
 * of the numbers, and {@code SHA256SUMS} those of both. A model that was made by others may come
 * without the latter.
 */
public final class ModelDirectory {
  private static final String DESCRIPTION = "model.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final long LARGEST_DESCRIPTION = 256L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelDirectory() {}

  /** A model read from a folder. */
  public record Loaded(ModelDescription description, Network network, FlatVector weights) {}

  /**
   * Makes the folder, or overwrites the model in it.
   *
   * @param description whose checksum is filled in here
   */
  public static void write(
      Path folder, Configuration hadoop, ModelDescription description, FlatVector weights)
      throws IOException {
    FileSystem files = Storage.of(folder, hadoop);
    files.mkdirs(folder);
    Path weightsPath = new Path(folder, WEIGHTS);
    Path descriptionPath = new Path(folder, DESCRIPTION);
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    WeightsFile.write(numbers, description.layOut(), weights);
    Path sumsPath = new Path(folder, ChecksumFile.NAME);
    files.delete(sumsPath, false);
    files.delete(descriptionPath, false);
    try (OutputStream out = files.create(weightsPath, true)) {
      numbers.writeTo(out);
    }
    String checksum = Sha256.of(numbers.toByteArray());
    byte[] text = text(withChecksum(description, checksum));
    try (OutputStream out = files.create(descriptionPath, true)) {
      out.write(text);
    }
    try (OutputStream out = files.create(sumsPath, true)) {
      out.write(sums(checksum, text));
    }
  }

  private static byte[] text(ModelDescription description) throws IOException {
    String text =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ConfigurationTree.of(description));
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sums(String ofWeights, byte[] description) {
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put(DESCRIPTION, Sha256.of(description));
    sums.put(WEIGHTS, ofWeights);
    return ChecksumFile.of(sums);
  }

  private static ModelDescription withChecksum(ModelDescription d, String checksum) {
    return new ModelDescription(
        d.format(),
        d.version(),
        d.writtenBy(),
        d.name(),
        d.precision(),
        d.input(),
        d.network(),
        d.encoder(),
        d.missingValues(),
        d.missingRule(),
        d.origin(),
        d.frozen(),
        checksum);
  }

  /**
   * Reads a model.
   *
   * @throws UserMistake if there is no model, or it is damaged
   */
  public static Loaded read(Path folder, Configuration hadoop) {
    try {
      FileSystem files = Storage.of(folder, hadoop);
      Path descriptionPath = new Path(folder, DESCRIPTION);
      byte[] text = bytes(files, descriptionPath, LARGEST_DESCRIPTION);
      ModelDescription description = description(text, descriptionPath);
      Path weightsPath = new Path(folder, WEIGHTS);
      byte[] numbers = bytes(files, weightsPath, Integer.MAX_VALUE - 8L);
      String checksum = Sha256.of(numbers);
      if (!checksum.equals(description.weightsSha256())) {
        throw new UserMistake(
            "%s is damaged: expected the SHA-256 %s, got %s"
                .formatted(weightsPath, description.weightsSha256(), checksum));
      }
      Path sumsPath = new Path(folder, ChecksumFile.NAME);
      if (files.exists(sumsPath)
          && !Arrays.equals(
              bytes(files, sumsPath, ChecksumFile.MOST_BYTES), sums(checksum, text))) {
        throw new UserMistake(
            "%s is damaged: its files have not the checksums that %s says; where %s was changed by hand, write that anew with sha256sum, or take it away"
                .formatted(folder, ChecksumFile.NAME, DESCRIPTION));
      }
      Network network = description.layOut();
      FlatVector weights =
          WeightsFile.read(
              new ByteArrayInputStream(numbers),
              numbers.length,
              network,
              description.precision(),
              weightsPath.toString());
      return new Loaded(description, network, weights);
    } catch (FileNotFoundException e) {
      throw new UserMistake(
          "%s holds no model: there is no %s and %s".formatted(folder, DESCRIPTION, WEIGHTS), e);
    } catch (DamagedFileException e) {
      throw new UserMistake(folder + "/" + WEIGHTS + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserMistake(folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ModelDescription description(byte[] text, Path path) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (IOException e) {
      throw new UserMistake(path + " is damaged: it is not JSON", e);
    }
    try {
      return Binder.bind(tree, ModelDescription.class, "");
    } catch (ConfigurationException e) {
      throw new UserMistake(path + " is not a model of this program's: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(FileSystem files, Path path, long most) throws IOException {
    long length = files.getFileStatus(path).getLen();
    if (length > most) {
      throw new UserMistake("%s: expected at most %d bytes, got %d".formatted(path, most, length));
    }
    try (InputStream in = files.open(path)) {
      return in.readNBytes((int) length);
    }
  }
}

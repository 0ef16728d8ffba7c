package org.sparkprop.common.encoder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkprop.common.row.RawRow;

/**
 * The labels of the training rows of each category of a column, by fold; and those of all rows.
 *
 * <p>Mutable; one thread at a time.
 */
final class TargetStatistics {
  private final List<TargetSums> all = folds();
  private final TreeMap<String, List<TargetSums>> categories = new TreeMap<>();

  private static List<TargetSums> folds() {
    return Stream.generate(TargetSums::new).limit(Encoder.FOLDS).toList();
  }

  /** The sums of a category; none once there are more categories than may be. */
  private List<TargetSums> of(String category) {
    if (categories.size() > EncodeConfiguration.MOST_CATEGORIES
        && !categories.containsKey(category)) {
      return List.of();
    }
    return categories.computeIfAbsent(category, name -> folds());
  }

  /**
   * Adds a row.
   *
   * @param category null where it is missing
   */
  void add(String category, RawRow row, int fold) {
    all.get(fold).add(row);
    if (category != null) {
      List<TargetSums> sums = of(category);
      if (!sums.isEmpty()) {
        sums.get(fold).add(row);
      }
    }
  }

  void add(TargetStatistics other) {
    add(other.all, all);
    other.categories.forEach((name, sums) -> add(sums, of(name)));
  }

  private static void add(List<TargetSums> sums, List<TargetSums> to) {
    for (int fold = 0; fold < to.size(); fold++) {
      to.get(fold).add(sums.get(fold));
    }
  }

  /** The categories, sorted; more than {@link EncoderStatistics#MOST_CATEGORIES} are too many. */
  List<String> categories() {
    return List.copyOf(categories.keySet());
  }

  /** What is known of all rows but those of a fold. */
  TargetSums allWithout(int fold) {
    return without(all, fold);
  }

  /** What is known of a category's rows but those of a fold. */
  TargetSums without(String category, int fold) {
    return without(categories.get(category), fold);
  }

  private static TargetSums without(List<TargetSums> sums, int fold) {
    TargetSums rest = new TargetSums();
    for (int f = 0; f < sums.size(); f++) {
      if (f != fold) {
        rest.add(sums.get(f));
      }
    }
    return rest;
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (TargetSums sums : all) {
        sums.write(out);
      }
      out.writeInt(categories.size());
      for (Map.Entry<String, List<TargetSums>> category : categories.entrySet()) {
        writeText(out, category.getKey());
        for (TargetSums sums : category.getValue()) {
          sums.write(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  static TargetStatistics decode(byte[] encoded) {
    TargetStatistics read = new TargetStatistics();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      add(readFolds(in), read.all);
      for (int left = in.readInt(); left > 0; left--) {
        String category = readText(in);
        read.categories.put(category, readFolds(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from memory", e);
    }
    return read;
  }

  private static List<TargetSums> readFolds(DataInputStream in) throws IOException {
    List<TargetSums> sums = new ArrayList<>();
    for (int fold = 0; fold < Encoder.FOLDS; fold++) {
      sums.add(TargetSums.read(in));
    }
    return sums;
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}

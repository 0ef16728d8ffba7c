package org.sparkprop.common.encoder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparkprop.common.exact.ExactMoments;
import org.sparkprop.common.row.RawRow;

/**
 * What fitting an encoder needs to know of the training rows: moments and ranges of the number
 * columns, categories and classes with their counts, samples where quantiles are wanted, and counts
 * of words. Exact, so that neither the order of rows nor their partitions matter.
 *
 * <p>Mutable; one thread at a time.
 */
public final class EncoderStatistics {
  private final List<ColumnStatistics> numbers = new ArrayList<>();
  private final List<TreeMap<String, Long>> categories = new ArrayList<>();
  private final List<TargetStatistics> targets = new ArrayList<>();
  private final TreeMap<String, Long> labels = new TreeMap<>();
  private final List<Measure> ofNumbers = new ArrayList<>();
  private final List<Measure> ofCategories = new ArrayList<>();
  private final Map<String, double[]> samples = new HashMap<>();
  private final Map<String, Map<String, Long>> texts = new HashMap<>();
  private long rows;

  public EncoderStatistics(MeasuredColumns columns) {
    for (Measure measure : columns.measures()) {
      if (measure.isNumeric()) {
        ofNumbers.add(measure);
        numbers.add(new ColumnStatistics());
      } else {
        ofCategories.add(measure);
        categories.add(new TreeMap<>());
        targets.add(new TargetStatistics());
      }
    }
  }

  private EncoderStatistics() {}

  /**
   * Adds a training row.
   *
   * @param fold from 0 to {@link Encoder#FOLDS} − 1; it matters where the columns use folds
   */
  public void add(RawRow row, int fold) {
    rows++;
    for (int i = 0; i < numbers.size(); i++) {
      ofNumbers.get(i).add(row.numbers()[i], numbers.get(i));
    }
    for (int i = 0; i < categories.size(); i++) {
      if (ofCategories.get(i) == Measure.TARGETS) {
        targets.get(i).add(row.categories()[i], row, fold);
      } else if (row.categories()[i] != null && ofCategories.get(i) == Measure.CATEGORIES) {
        count(categories.get(i), row.categories()[i], 1);
      }
    }
    addLabel(row);
  }

  /** Counts the row's class and nothing else of it. */
  public void addLabel(RawRow row) {
    if (row.label() != null) {
      count(labels, row.label(), 1);
    }
  }

  public void add(EncoderStatistics other) {
    rows += other.rows;
    for (int i = 0; i < numbers.size(); i++) {
      numbers.get(i).add(other.numbers.get(i));
    }
    for (int i = 0; i < categories.size(); i++) {
      TreeMap<String, Long> mine = categories.get(i);
      other.categories.get(i).forEach((name, count) -> count(mine, name, count));
      targets.get(i).add(other.targets.get(i));
    }
    other.labels.forEach((name, count) -> count(labels, name, count));
  }

  /** Counts, up to one more name than are allowed: then it is known that there are too many. */
  private static void count(TreeMap<String, Long> counts, String name, long count) {
    if (counts.size() <= EncodeConfiguration.MOST_CATEGORIES || counts.containsKey(name)) {
      counts.merge(name, count, Long::sum);
    }
  }

  public long rows() {
    return rows;
  }

  ColumnStatistics number(int index) {
    return numbers.get(index);
  }

  Map<String, Long> categories(int index) {
    return categories.get(index);
  }

  /** The labels by category of a column that is encoded by them. */
  TargetStatistics targets(int category) {
    return targets.get(category);
  }

  /** The classes of the training rows with their counts, sorted by text. */
  public Map<String, Long> labels() {
    return labels;
  }

  /** Sets the values of number columns in a sample of the rows, by the columns' names. */
  public void setSamples(Map<String, double[]> of) {
    samples.clear();
    samples.putAll(of);
  }

  /** A column's sampled values, missing ones left out. */
  double[] sample(String column) {
    return samples.get(column);
  }

  /** Sets what was counted of columns of texts, by the columns' names. */
  public void setTexts(Map<String, List<TextCount>> of) {
    texts.clear();
    of.forEach(
        (column, counts) ->
            texts.put(
                column,
                counts.stream().collect(Collectors.toMap(TextCount::key, TextCount::count))));
  }

  /** What was counted of a column; nothing where nothing is fitted to its texts. */
  Map<String, Long> texts(String column) {
    return texts.getOrDefault(column, Map.of());
  }

  /** Of all but the samples and the texts. */
  public byte[] encode() {
    List<byte[]> names = new ArrayList<>();
    int size = 4 * Integer.BYTES + Long.BYTES;
    size += numbers.size() * (ExactMoments.ENCODED_BYTES + 3 * Long.BYTES);
    List<TreeMap<String, Long>> all = new ArrayList<>(categories);
    all.add(labels);
    for (TreeMap<String, Long> counts : all) {
      size += Integer.BYTES;
      for (String name : counts.keySet()) {
        names.add(name.getBytes(StandardCharsets.UTF_8));
        size += Integer.BYTES + Long.BYTES + names.get(names.size() - 1).length;
      }
    }
    List<byte[]> ofTargets = targets.stream().map(TargetStatistics::encode).toList();
    size += ofTargets.stream().mapToInt(encoded -> Integer.BYTES + encoded.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putLong(rows).putInt(numbers.size()).putInt(categories.size());
    for (ColumnStatistics column : numbers) {
      column.moments().encodeTo(bytes);
      bytes.putLong(column.missing()[0]);
      bytes.putDouble(column.range()[0]).putDouble(column.range()[1]);
    }
    int next = 0;
    for (TreeMap<String, Long> counts : all) {
      bytes.putInt(counts.size());
      for (long count : counts.values()) {
        byte[] name = names.get(next++);
        bytes.putInt(name.length).put(name).putLong(count);
      }
    }
    ofTargets.forEach(encoded -> bytes.putInt(encoded.length).put(encoded));
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Reads what {@link #encode} wrote, to be added to others. */
  public static EncoderStatistics decode(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    EncoderStatistics statistics = new EncoderStatistics();
    statistics.rows = bytes.getLong();
    int numberColumns = bytes.getInt();
    int categoryColumns = bytes.getInt();
    for (int i = 0; i < numberColumns; i++) {
      ExactMoments moments = ExactMoments.decode(bytes);
      long[] missing = {bytes.getLong()};
      double[] range = {bytes.getDouble(), bytes.getDouble()};
      statistics.numbers.add(new ColumnStatistics(moments, missing, range));
    }
    for (int i = 0; i < categoryColumns; i++) {
      statistics.categories.add(counts(bytes, new TreeMap<>()));
    }
    counts(bytes, statistics.labels);
    for (int i = 0; i < categoryColumns; i++) {
      byte[] ofTargets = new byte[bytes.getInt()];
      bytes.get(ofTargets);
      statistics.targets.add(TargetStatistics.decode(ofTargets));
    }
    return statistics;
  }

  private static TreeMap<String, Long> counts(ByteBuffer bytes, TreeMap<String, Long> into) {
    for (int left = bytes.getInt(); left > 0; left--) {
      byte[] name = new byte[bytes.getInt()];
      bytes.get(name);
      into.put(new String(name, StandardCharsets.UTF_8), bytes.getLong());
    }
    return into;
  }
}

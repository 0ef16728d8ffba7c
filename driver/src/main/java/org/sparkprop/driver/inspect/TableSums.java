package org.sparkprop.driver.inspect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.worker.shard.Part;

/** What is known of a table after some of its rows. Mutable; one thread at a time. */
final class TableSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<ColumnSums> columns;
  private final ClassSums classes = new ClassSums();
  private final long[] parts = new long[Part.values().length];
  private long unusable;

  /** The least description of the tasks' first ones, which training answers with; or empty. */
  private String example = "";

  TableSums(List<ColumnPlan> plans, int labels, LabelKind kind) {
    SketchSizes sizes = SketchSizes.of(plans.size());
    this.columns = plans.stream().map(plan -> new ColumnSums(plan, labels, kind, sizes)).toList();
  }

  List<ColumnSums> columns() {
    return columns;
  }

  /** Counts a row that can be used. */
  void add(Part part) {
    parts[part.index()]++;
  }

  /** Counts a row's class. */
  void add(String name, Part part) {
    classes.add(name, part);
  }

  void addUnusable(BadRow row) {
    if (unusable == 0) {
      example = new String(row.encode(), StandardCharsets.UTF_8);
    }
    unusable++;
  }

  TableSums add(TableSums other) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).add(other.columns.get(i));
    }
    return addRows(other);
  }

  /** Adds all but the columns. */
  TableSums addRows(TableSums other) {
    classes.add(other.classes);
    for (int i = 0; i < parts.length; i++) {
      parts[i] += other.parts[i];
    }
    boolean isFirst = other.unusable > 0 && (unusable == 0 || other.example.compareTo(example) < 0);
    example = isFirst ? other.example : example;
    unusable += other.unusable;
    return this;
  }

  long unusable() {
    return unusable;
  }

  Optional<BadRow> example() {
    return unusable == 0
        ? Optional.empty()
        : Optional.of(BadRow.decode(example.getBytes(StandardCharsets.UTF_8)));
  }

  PartRows parts() {
    return ClassSums.parts(parts);
  }

  List<ClassRows> classes() {
    return classes.classes();
  }

  List<ColumnSummary> summaries(RowLayout layout) {
    return columns.stream().map(column -> column.summary(layout)).toList();
  }

  /**
   * As bytes of Java's own serialisation, whichever Spark is set to: others pass over what sketches
   * write of themselves.
   */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write what is known of a table", e);
    }
    return bytes.toByteArray();
  }

  static TableSums decode(byte[] encoded) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(encoded))) {
      return (TableSums) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is known of a table", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("cannot read what is known of a table", e);
    }
  }
}

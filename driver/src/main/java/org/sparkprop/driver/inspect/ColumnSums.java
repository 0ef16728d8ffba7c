package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.driver.source.CellContent;
import org.sparkprop.driver.source.CellReader;

/** What is known of one column after some rows. Mutable; one thread at a time. */
final class ColumnSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int COMMONEST = 3;

  private final ColumnPlan plan;
  private final NumberSums numbers = new NumberSums();
  private final DistinctCount distinct;
  private final CommonTexts texts;
  private final TieSums ties;
  private long values;
  private long missing;
  private long notFinite;
  private long words;

  /** Nothing yet, of a column and so many labels. */
  ColumnSums(ColumnPlan plan, int labels, LabelKind kind, SketchSizes sizes) {
    this.plan = plan;
    this.distinct = new DistinctCount(sizes.distinct());
    this.texts = new CommonTexts(sizes.common());
    this.ties = new TieSums(labels, kind == LabelKind.CLASS ? sizes.distinct() : 0);
  }

  /** Adds what a row that cannot be used says of the column all the same. */
  void addUnusable(CellReader cell, Row row, Set<String> missingValues) {
    note(content(cell, numberOf(cell, row), row, missingValues));
  }

  /** Adds a row that can be used. */
  void add(CellReader cell, Row row, Set<String> missingValues, LabelCell label) {
    double number = numberOf(cell, row);
    CellContent content = content(cell, number, row, missingValues);
    note(content);
    if (content == CellContent.MISSING) {
      return;
    }
    values++;
    if (plan.holds() == ColumnPlan.Holds.OTHER) {
      return;
    }
    if (content == CellContent.NUMBER) {
      numbers.add(number);
    }
    if (plan.mayHoldTexts()) {
      addText(cell.text(row), label);
    } else if (content == CellContent.NUMBER) {
      addNumber(number, label);
    }
  }

  private double numberOf(CellReader cell, Row row) {
    return plan.mayHoldNumbers() ? cell.number(row) : Double.NaN;
  }

  private void addText(String text, LabelCell label) {
    long hash = Hashes.of(text);
    distinct.add(hash);
    texts.add(text, hash);
    if (plan.role() == Role.INPUT) {
      ties.add(text, hash, label);
    }
  }

  private void addNumber(double number, LabelCell label) {
    long bits = Hashes.of(number);
    distinct.add(bits);
    if (plan.role() == Role.INPUT) {
      ties.add(number, bits, label);
    }
  }

  private CellContent content(CellReader cell, double number, Row row, Set<String> missingValues) {
    if (plan.holds() == ColumnPlan.Holds.OTHER) {
      return row.isNullAt(plan.index()) ? CellContent.MISSING : CellContent.TEXT;
    }
    CellContent content = cell.content(number, row, missingValues);
    boolean isText = !plan.mayHoldNumbers() && content != CellContent.MISSING;
    return isText ? CellContent.TEXT : content;
  }

  private void note(CellContent content) {
    switch (content) {
      case MISSING -> missing++;
      case NOT_FINITE -> notFinite++;
      case TEXT -> words++;
      case NUMBER -> {}
    }
  }

  void add(ColumnSums other) {
    numbers.add(other.numbers);
    distinct.add(other.distinct);
    texts.add(other.texts);
    ties.add(other.ties);
    values += other.values;
    missing += other.missing;
    notFinite += other.notFinite;
    words += other.words;
  }

  ColumnSummary summary(RowLayout layout) {
    Optional<NumberFigures> figures = numbers.figures();
    boolean read = plan.holds() == ColumnPlan.Holds.NUMBERS;
    boolean ofNumbers = read || (plan.mayHoldNumbers() && words == 0 && figures.isPresent());
    boolean isTied = plan.role() == Role.INPUT && !layout.labels().isEmpty();
    return new ColumnSummary(
        plan.name(),
        plan.type(ofNumbers),
        plan.role(),
        values,
        missing,
        ofNumbers ? notFinite : 0,
        distinct.count(),
        ofNumbers ? figures : Optional.empty(),
        ofNumbers ? List.of() : texts.commonest(COMMONEST),
        isTied ? Optional.of(ties.tie(layout)) : Optional.empty());
  }
}

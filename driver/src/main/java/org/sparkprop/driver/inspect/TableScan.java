package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.sparkprop.common.row.LabelKind;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.CellReader;
import org.sparkprop.driver.source.RowReader;
import org.sparkprop.worker.shard.ContentHash;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowPlacement;

/**
 * One pass over rows, in tasks.
 *
 * @param key of the source in the configuration
 * @param plans of all columns, those that are left out too
 * @param cells their readers
 * @param labels of the columns to be predicted
 * @param missingValues texts that stand for no value
 * @param placement which part a row goes into
 */
record TableScan(
    String key,
    RowReader reader,
    List<ColumnPlan> plans,
    List<CellReader> cells,
    List<CellReader> labels,
    LabelKind labelKind,
    Set<String> missingValues,
    RowPlacement placement)
    implements Serializable {
  /** What is known before the first row. */
  TableSums nothing() {
    return new TableSums(plans, labels.size(), labelKind);
  }

  TableSums of(Iterator<Row> rows) {
    TableSums sums = nothing();
    rows.forEachRemaining(row -> add(row, sums));
    return sums;
  }

  private void add(Row row, TableSums sums) {
    RawRow raw;
    try {
      raw = reader.read(row);
    } catch (BadRowException e) {
      sums.addUnusable(e.row().of(key));
      // A row of too few or too many cells, or numbers in an array, has none that are known to be
      // a column's own.
      if (plans.stream().anyMatch(plan -> plan.name().equals(e.row().column()))) {
        for (int i = 0; i < plans.size(); i++) {
          sums.columns().get(i).addUnusable(cells.get(i), row, missingValues);
        }
      }
      return;
    }
    byte[] content = RawRowCodec.encode(raw);
    Part part = placement.part(ContentHash.of(content, 0, content.length));
    sums.add(part);
    if (raw.label() != null) {
      sums.add(raw.label(), part);
    }
    LabelCell label = label(raw, row);
    for (int i = 0; i < plans.size(); i++) {
      sums.columns().get(i).add(cells.get(i), row, missingValues, label);
    }
  }

  private LabelCell label(RawRow raw, Row row) {
    double[] numbers = labels.stream().mapToDouble(cell -> cell.number(row)).toArray();
    String text = raw.label() == null ? "" : raw.label();
    return new LabelCell(text, Hashes.of(text), numbers);
  }
}

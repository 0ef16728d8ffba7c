package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.CellReader;
import org.sparkprop.driver.source.MissingConfiguration;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.source.SplitConfiguration;
import org.sparkprop.driver.training.Failures;
import org.sparkprop.driver.training.PreparedRun;
import org.sparkprop.worker.shard.RowPlacement;

/** Looks at a configuration's data, in two passes over the source. */
public final class Inspection {
  private static final int MERGE_DEPTH = 2;

  private final SparkSession spark;
  private final RunConfiguration configuration;
  private final Source source;
  private final Dataset<Row> table;
  private final PreparedSource prepared;

  private Inspection(
      SparkSession spark,
      RunConfiguration configuration,
      Source source,
      Dataset<Row> table,
      PreparedSource prepared) {
    this.spark = spark;
    this.configuration = configuration;
    this.source = source;
    this.table = table;
    this.prepared = prepared;
  }

  /**
   * What the data are like, and what may be wrong with them.
   *
   * @throws UserMistake if the configuration does not fit the source, as in training
   */
  public static DataSummary of(SparkSession spark, RunConfiguration configuration, Source source) {
    Dataset<Row> table = source.open(spark);
    PreparedSource prepared =
        filled(PreparedRun.source(spark, configuration, table), configuration, table);
    Inspection inspection = new Inspection(spark, configuration, source, table, prepared);
    DataSummary summary = Failures.explained(inspection::summary, source, spark);
    List<DataWarning> warnings = new ArrayList<>();
    DataCheck.ALL.forEach(check -> warnings.addAll(check.find(summary, configuration)));
    return summary.with(warnings);
  }

  /**
   * The same source, of which rows with missing inputs are read where training would end with the
   * first one: then these are a warning, and not all there is to see.
   */
  private static PreparedSource filled(
      PreparedSource source, RunConfiguration configuration, Dataset<Row> table) {
    boolean ends =
        source.missing().rule() == MissingRule.FAIL
            && configuration.data().onBadRow() == OnBadRow.FAIL;
    return ends
        ? PreparedSource.of(
            table,
            source.layout(),
            new MissingConfiguration(source.missing().values(), MissingRule.ZERO),
            true)
        : source;
  }

  private DataSummary summary() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try {
      context.setJobDescription(configuration.name() + ": looking at the columns");
      TableSums sums = scanned();
      long rows = sums.unusable() + sums.parts().all();
      if (rows == 0) {
        throw new UserMistake("the data have no rows");
      }
      context.setJobDescription(configuration.name() + ": counting copies of rows");
      Copies copies = Copies.in(prepared, placement());
      return new DataSummary(
          configuration.name(),
          source.label(),
          rows,
          new UnusableRows(
              sums.unusable(), sums.example().map(row -> source.explain(row, spark).getMessage())),
          sums.summaries(prepared.layout()),
          sums.classes(),
          sums.parts(),
          copies,
          List.of());
    } finally {
      context.setJobDescription(null);
    }
  }

  private TableSums scanned() {
    StructType schema = table.schema();
    List<ColumnPlan> plans = new ArrayList<>();
    List<CellReader> cells = new ArrayList<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      if (!Source.HIDDEN.contains(fields[i].name())) {
        plans.add(ColumnPlan.of(fields[i], i, prepared.layout()));
        cells.add(new CellReader(fields[i].name(), i));
      }
    }
    List<String> labels = prepared.layout().labels();
    TableScan scan =
        new TableScan(
            prepared.readerOf(schema),
            plans,
            cells,
            labels.stream().map(name -> new CellReader(name, schema.fieldIndex(name))).toList(),
            prepared.layout().labelKind(),
            Set.copyOf(prepared.missing().values()),
            placement());
    byte[] sums =
        table
            .javaRDD()
            .mapPartitions(rows -> List.of(scan.of(rows).encode()).iterator())
            .treeAggregate(
                scan.nothing().encode(), Inspection::merged, Inspection::merged, MERGE_DEPTH, true);
    return TableSums.decode(sums);
  }

  private static byte[] merged(byte[] some, byte[] more) {
    return TableSums.decode(some).add(TableSums.decode(more)).encode();
  }

  /** Training's own; how many buckets a part has changes no row's part. */
  private RowPlacement placement() {
    SplitConfiguration split = configuration.data().split();
    return new RowPlacement(
        split.test(), split.validation(), split.seed(), configuration.training().seed(), 1);
  }
}

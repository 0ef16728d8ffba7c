package org.sparkprop.driver.inspect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.common.row.ColumnKind;
import org.sparkprop.common.row.FeatureColumn;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.CellReader;
import org.sparkprop.driver.source.MissingConfiguration;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.source.SplitConfiguration;
import org.sparkprop.driver.training.Failures;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowPlacement;

/** Looks at a configuration's data, in two passes over each source. */
public final class Inspection {
  private static final int MERGE_DEPTH = 2;

  private final SparkSession spark;
  private final RunConfiguration configuration;
  private final Source source;
  private final Dataset<Row> table;
  private final PreparedSources sources;

  private Inspection(
      SparkSession spark,
      RunConfiguration configuration,
      Source source,
      Dataset<Row> table,
      PreparedSources sources) {
    this.spark = spark;
    this.configuration = configuration;
    this.source = source;
    this.table = table;
    this.sources = sources;
  }

  /**
   * What the data are like, and what may be wrong with them.
   *
   * @param source the one that is split; validation and test rows may have others
   * @throws UserMistake if the configuration does not fit the sources, as in training
   */
  public static DataSummary of(SparkSession spark, RunConfiguration configuration, Source source) {
    Dataset<Row> table = source.open(spark);
    PreparedSources sources = Preparation.sources(spark, configuration, table);
    Map<Part, PreparedSource> whole = new EnumMap<>(Part.class);
    sources.whole().forEach((part, of) -> whole.put(part, filled(of, configuration)));
    PreparedSources filled = new PreparedSources(filled(sources.divided(), configuration), whole);
    Inspection inspection = new Inspection(spark, configuration, source, table, filled);
    DataSummary summary =
        Failures.explained(inspection::summary, source, configuration.data().ownSources(), spark);
    List<DataWarning> warnings = new ArrayList<>();
    DataCheck.ALL.forEach(check -> warnings.addAll(check.find(summary, configuration)));
    return summary.with(warnings);
  }

  /**
   * The same source, of which rows with missing inputs are read where training would end with the
   * first one: then these are a warning, and not all there is to see.
   */
  private static PreparedSource filled(PreparedSource source, RunConfiguration configuration) {
    boolean ends =
        source.missing().rule() == MissingRule.FAIL
            && configuration.data().onBadRow() == OnBadRow.FAIL;
    return ends
        ? PreparedSource.of(
            source.rows(),
            source.layout(),
            new MissingConfiguration(source.missing().values(), MissingRule.ZERO, false),
            true)
        : source;
  }

  private DataSummary summary() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try {
      context.setJobDescription(configuration.name() + ": looking at the columns");
      TableSums sums = columns();
      sources.whole().forEach((part, of) -> sums.addRows(rows(part, of)));
      long rows = sums.unusable() + sums.parts().all();
      if (rows == 0) {
        throw new UserMistake("the data have no rows");
      }
      context.setJobDescription(configuration.name() + ": counting copies of rows");
      Copies copies = Copies.in(sources, placement());
      return new DataSummary(
          configuration.name(),
          source.label(),
          rows,
          new UnusableRows(sums.unusable(), sums.example().map(this::sentence)),
          sums.summaries(sources.divided().layout()),
          sums.classes(),
          sums.parts(),
          copies,
          List.of());
    } finally {
      context.setJobDescription(null);
    }
  }

  private String sentence(BadRow row) {
    return Failures.explained(row, source, configuration.data().ownSources(), spark).getMessage();
  }

  /** What is known of the source that is split, its columns too. */
  private TableSums columns() {
    PreparedSource divided = sources.divided();
    StructType schema = table.schema();
    List<ColumnPlan> plans = new ArrayList<>();
    List<CellReader> cells = new ArrayList<>();
    List<CellReader> inArrays =
        divided.layout().features().stream()
            .filter(feature -> !List.of(schema.fieldNames()).contains(feature.name()))
            .map(feature -> CellReader.of(feature, schema))
            .toList();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      int field = i;
      List<CellReader> numbers = inArrays.stream().filter(of -> of.index() == field).toList();
      numbers.forEach(of -> plans.add(ColumnPlan.ofArray(of)));
      cells.addAll(numbers);
      if (numbers.isEmpty() && !Source.HIDDEN.contains(fields[i].name())) {
        plans.add(ColumnPlan.of(fields[i], i, divided.layout()));
        cells.add(new CellReader(fields[i].name(), i));
      }
    }
    List<CellReader> labels =
        divided.layout().labels().stream()
            .map(name -> CellReader.of(new FeatureColumn(name, ColumnKind.NUMBER), schema))
            .toList();
    return scanned(
        table,
        new TableScan(
            "data.source",
            divided.readerOf(schema),
            plans,
            cells,
            labels,
            divided.layout().labelKind(),
            Set.copyOf(divided.missing().values()),
            placement()));
  }

  /** What is known of a part's own source but for its columns. */
  private TableSums rows(Part part, PreparedSource of) {
    return scanned(
        of.rows(),
        new TableScan(
            PreparedSources.key(part),
            of.reader(),
            List.of(),
            List.of(),
            List.of(),
            of.layout().labelKind(),
            Set.of(),
            placement().wholly(part)));
  }

  private static TableSums scanned(Dataset<Row> rows, TableScan scan) {
    byte[] sums =
        rows.javaRDD()
            .mapPartitions(of -> List.of(scan.of(of).encode()).iterator())
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

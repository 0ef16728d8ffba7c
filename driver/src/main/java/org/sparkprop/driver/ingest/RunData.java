package org.sparkprop.driver.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.encoder.EncoderFit;
import org.sparkprop.common.encoder.EncoderStatistics;
import org.sparkprop.common.encoder.MeasuredColumns;
import org.sparkprop.common.encoder.MissingRule;
import org.sparkprop.common.loss.Loss;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.row.RowLayout;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.configuration.TrainingConfiguration;
import org.sparkprop.driver.round.ShardGroups;
import org.sparkprop.driver.source.BadRow;
import org.sparkprop.driver.source.BadRowException;
import org.sparkprop.driver.source.DataConfiguration;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.PreparedSources;
import org.sparkprop.driver.source.RejectedRows;
import org.sparkprop.driver.source.SplitConfiguration;
import org.sparkprop.worker.round.RunRelease;
import org.sparkprop.worker.shard.EncoderEncoding;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowBlocks;
import org.sparkprop.worker.shard.RowEncoding;
import org.sparkprop.worker.shard.RowPlacement;
import org.sparkprop.worker.shard.ShardPlan;

/** A run's rows on the cluster: the encoder fitted to them, and the shards of each part. */
public final class RunData implements AutoCloseable {
  private final JavaSparkContext spark;
  private final String run;
  private final EncoderFit.Fitted fitted;
  private final Broadcast<RowEncoding> encoding;
  private final List<String> columns;
  private final RejectedRows rejected;
  private final Map<Part, ShardGroups> parts = new EnumMap<>(Part.class);
  private final Map<Part, PartContent> contents = new EnumMap<>(Part.class);

  private RunData(
      JavaSparkContext spark,
      String run,
      EncoderFit.Fitted fitted,
      Broadcast<RowEncoding> encoding,
      List<String> columns,
      RejectedRows rejected) {
    this.spark = spark;
    this.run = run;
    this.fitted = fitted;
    this.encoding = encoding;
    this.columns = columns;
    this.rejected = rejected;
  }

  /**
   * Brings the rows in: one pass over the source, one shuffle. Shard files are built by the first
   * job that wants them.
   *
   * @param run names the run's files
   * @throws UserMistake if the rows do not fit the configuration
   */
  public static RunData ingest(
      JavaSparkContext spark,
      String run,
      PreparedSource source,
      RunConfiguration configuration,
      TargetKind targetKind) {
    PreparedSources alone = new PreparedSources(source, Map.of());
    return ingest(spark, run, alone, configuration, targetKind, Optional.empty());
  }

  /**
   * The same from several sources, with the inputs encoded by another model's encoder.
   *
   * @param kept that encoder, of the source's features; nothing: one is fitted
   */
  public static RunData ingest(
      JavaSparkContext spark,
      String run,
      PreparedSources sources,
      RunConfiguration configuration,
      TargetKind targetKind,
      Optional<Encoder> kept) {
    TrainingConfiguration training = configuration.training();
    SplitConfiguration split = configuration.data().split();
    RowPlacement placement =
        new RowPlacement(
            split.test(),
            split.validation(),
            split.seed(),
            training.seed(),
            Ingest.bucketsPerPart(sources));
    DataConfiguration rules = configuration.data();
    JavaPairRDD<Integer, byte[]> buckets = Ingest.shuffled(sources, placement, rules.onBadRow());
    RowLayout layout = sources.divided().layout();
    spark.setJobDescription(configuration.name() + ": reading and shuffling the rows");
    MeasuredColumns columns =
        kept.map(MeasuredColumns::of).orElseGet(() -> MeasuredColumns.of(layout, rules.encode()));
    List<BucketReport> reports = Ingest.measured(buckets.values(), columns, placement);
    RejectedRows rejected = RowSorting.rejected(reports.get(RowBlocks.rejects(placement)));
    checkRejected(rejected, rules);
    long[] rows = new long[placement.buckets()];
    Map<Part, EncoderStatistics> ofParts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      EncoderStatistics ofPart = new EncoderStatistics(columns);
      for (int b = 0; b < placement.bucketsPerPart(); b++) {
        BucketReport report = reports.get(placement.firstBucket(part) + b);
        rows[report.bucket()] = report.rows();
        ofPart.add(EncoderStatistics.decode(report.statistics()));
      }
      ofParts.put(part, ofPart);
    }
    EncoderStatistics statistics = ofParts.get(Part.TRAINING);
    int shards = checkedShards(training, statistics.rows(), Arrays.stream(rows).sum());
    EncoderFit.Fitted fitted;
    if (kept.isPresent()) {
      MissingRule missing = rules.missing().rule();
      fitted = EncoderFit.keep(kept.get(), layout, missing, targetKind, statistics);
    } else {
      statistics.setSamples(
          RowSample.of(
              buckets.values(), layout, placement, rules.encode().quantile(), statistics.rows()));
      statistics.setTexts(TextCounts.of(buckets.values(), layout, placement, rules.encode()));
      fitted =
          EncoderFit.fit(layout, rules.encode(), rules.missing().cells(), targetKind, statistics);
    }
    for (Part part : Part.values()) {
      requireKnownLabels(fitted.encoder(), part, sources, ofParts.get(part).labels());
    }
    Loss loss = configuration.network().loss();
    if (configuration.network().target() == Target.INPUTS
        && loss.targetKind() == TargetKind.BINARY) {
      EncoderFit.requireShares(fitted.encoder(), statistics, Names.of(loss.getClass()));
    }
    fitted =
        new EncoderFit.Fitted(
            fitted.encoder().in(RowForms.of(configuration, fitted.encoder())), fitted.warnings());
    EncoderEncoding rowEncoding =
        encoding(fitted.encoder(), training.precision(), kept.isPresent(), placement);
    if (sources.holdBytes()) {
      rowEncoding = rowEncoding.ofBytes();
    }
    double[] weights = rules.classWeights().of(fitted.encoder().classes(), statistics.labels());
    Broadcast<RowEncoding> encoding = spark.broadcast(rowEncoding.weighted(weights));
    RunData data = new RunData(spark, run, fitted, encoding, columns(layout), rejected);
    for (Part part : Part.values()) {
      int first = placement.firstBucket(part);
      long[] ofPart = Arrays.copyOfRange(rows, first, first + placement.bucketsPerPart());
      long[] sums =
          reports.subList(first, first + ofPart.length).stream()
              .mapToLong(BucketReport::orderSum)
              .toArray();
      long[] bytes =
          reports.subList(first, first + ofPart.length).stream()
              .mapToLong(BucketReport::sortedBytes)
              .toArray();
      ShardPlan plan = new ShardPlan(shards, first, ofPart, bytes, sums);
      data.contents.put(part, content(reports.subList(first, first + ofPart.length)));
      data.parts.put(
          part, new ShardGroups(run, part, plan, placement, Ingest.shuffle(buckets), encoding));
    }
    return data;
  }

  /** A kept encoder never saw these rows' labels, and so they need no folds. */
  private static EncoderEncoding encoding(
      Encoder encoder, Precision precision, boolean isKept, RowPlacement placement) {
    return isKept
        ? new EncoderEncoding(encoder, precision, encoder.targetWidth())
        : EncoderEncoding.ofFitted(encoder, precision, encoder.targetWidth(), placement);
  }

  private static List<String> columns(RowLayout layout) {
    List<String> columns = new ArrayList<>();
    layout.features().forEach(feature -> columns.add(feature.name()));
    columns.addAll(layout.labels());
    return columns;
  }

  private static PartContent content(List<BucketReport> buckets) {
    return PartContent.of(
        buckets.stream().mapToLong(BucketReport::rows).sum(),
        buckets.stream().mapToLong(BucketReport::splitSum).sum(),
        buckets.stream().mapToLong(BucketReport::orderSum).sum());
  }

  /**
   * Ends the run where rows that cannot be used are too many.
   *
   * @throws BadRowException where there may be none
   */
  private static void checkRejected(RejectedRows rejected, DataConfiguration rules) {
    if (rejected.count() == 0) {
      return;
    }
    BadRow first = rejected.examples().get(0);
    if (rules.onBadRow() == OnBadRow.FAIL) {
      throw new BadRowException(first);
    }
    if (rejected.count() > rules.maxBadRows()) {
      throw new UserMistake(
          "%,d rows cannot be used, and data.max-bad-rows allows %,d; one of them: %s"
              .formatted(rejected.count(), rules.maxBadRows(), first.message()));
    }
  }

  private static int checkedShards(TrainingConfiguration training, long rows, long allRows) {
    if (allRows == 0) {
      throw new UserMistake("the data have no rows");
    }
    if (rows == 0) {
      throw new UserMistake(
          "data.split: none of the %,d rows is left for training".formatted(allRows));
    }
    if (!training.isFullBatch() && training.batchRows(rows) > rows) {
      throw new UserMistake(
          "training.batch-size: expected at most the %,d training rows, got %,d; `full` takes all of them"
              .formatted(rows, training.batchRows(rows)));
    }
    int shards = training.shardsFor(rows);
    if (shards > rows) {
      throw new UserMistake(
          "training.shards: expected at most the %,d training rows, got %,d"
              .formatted(rows, shards));
    }
    return shards;
  }

  private static void requireKnownLabels(
      Encoder encoder, Part part, PreparedSources sources, Map<String, Long> labels) {
    if (encoder.classes().isEmpty()) {
      return;
    }
    labels.forEach(
        (label, count) -> {
          if (!encoder.classes().contains(label)) {
            throw new UserMistake(
                "column %s: the label `%s` of %,d %s rows was never seen in the training rows; drop such rows%s"
                    .formatted(
                        encoder.layout().labels().get(0),
                        label,
                        count,
                        part.name().toLowerCase(Locale.ROOT),
                        sources.isWhole(part) ? "" : ", or name another data.split.seed"));
          }
        });
  }

  /** Rows of the source that were left out since they cannot be used. */
  public RejectedRows rejected() {
    return rejected;
  }

  public Encoder encoder() {
    return fitted.encoder();
  }

  /** What the user should know about his columns. */
  public List<String> warnings() {
    return fitted.warnings();
  }

  public ShardGroups part(Part part) {
    return parts.get(part);
  }

  public long rows(Part part) {
    return parts.get(part).plan().rows();
  }

  /** Features, then labels. */
  List<String> columns() {
    return columns;
  }

  PartContent content(Part part) {
    return contents.get(part);
  }

  /** Gives back what the run holds on the executors, as far as they can be reached. */
  @Override
  public void close() {
    encoding.destroy();
    if (spark.sc().isStopped()) {
      return;
    }
    String name = run;
    int tasks = 2 * ShardGroups.taskSlots(spark.sc());
    spark.setJobDescription("giving back the files of a finished run");
    spark
        .parallelize(Collections.nCopies(tasks, 0), tasks)
        .foreach(ignored -> RunRelease.release(name));
    spark.setJobDescription(null);
  }
}

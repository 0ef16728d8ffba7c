package org.sparkprop.driver.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.GivenTable;
import org.sparkprop.driver.source.SplitConfiguration;
import org.sparkprop.driver.training.Preparation;
import org.sparkprop.worker.shard.ContentHash;
import org.sparkprop.worker.shard.Part;
import org.sparkprop.worker.shard.RowPlacement;

/** What is said of small tables, beside what was worked out by hand. */
class InspectionTest {
  private static final String CLASSES =
      "network: {layers: [{dense: {units: 2}}], loss: softmax-cross-entropy}";
  private static final String NUMBERS =
      "network: {layers: [{dense: {units: 1}}], loss: mean-squared-error}";

  @TempDir Path folder;

  /** A configuration of rows in a file, with the data part's keys beside the source. */
  private RunConfiguration configuration(String rows, String data, String network) {
    try {
      Files.writeString(folder.resolve("rows.csv"), rows);
      Path file =
          Files.writeString(
              folder.resolve("rows.yaml"),
              "name: rows\ndata:\n  source: {csv: rows.csv}\n  %s\n%s\n"
                  .formatted(String.join("\n  ", data.split("; ")), network));
      return ConfigurationFile.load(file, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataSummary inspected(RunConfiguration configuration) {
    return LocalSpark.with(
        2, spark -> Inspection.of(spark, configuration, configuration.data().requiredSource()));
  }

  private DataSummary inspected(String rows, String data, String network) {
    return inspected(configuration(rows, data, network));
  }

  private static String table(String heads, int rows, IntFunction<String> row) {
    return heads
        + "\n"
        + IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"))
        + "\n";
  }

  private static ColumnSummary column(DataSummary summary, String name) {
    return summary.columns().stream().filter(c -> c.name().equals(name)).findFirst().get();
  }

  /** The columns that warnings of a kind name. */
  private static Set<String> warned(DataSummary summary, String kind) {
    return summary.warnings().stream()
        .filter(warning -> warning.kind().equals(kind))
        .map(DataWarning::column)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sentence(DataSummary summary, String kind) {
    return summary.warnings().stream()
        .filter(warning -> warning.kind().equals(kind))
        .map(DataWarning::sentence)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void figuresEqualThoseWorkedByHand() {
    DataSummary summary =
        inspected(
            """
            name,code,size,colour,kind,importance
            a,7,1,red,x,1
            b,7,2,red,y,2
            c,8,3,blue,x,1
            d,8,4,green,y,1
            e,,,red,x,1
            f,8,10,?,x,3
            """,
            "label: kind; weight: importance; ignore: [name, code]; encode: {one-hot: colour};"
                + " missing: {values: ['', '?'], rule: mean}",
            CLASSES);
    assertEquals(6, summary.rows());
    assertEquals(new UnusableRows(0, Optional.empty()), summary.unusable());
    ColumnSummary size = column(summary, "size");
    assertEquals(Role.INPUT, size.role());
    assertEquals("number", size.type());
    assertEquals(5, size.values());
    assertEquals(1, size.missing());
    assertEquals(new Count(5, true), size.distinct());
    // 1, 2, 3, 4 and 10: mean 4, squared distances 9 + 4 + 1 + 0 + 36 = 50, of five 10.
    assertEquals(new NumberFigures(1, 10, 4, Math.sqrt(10)), size.numbers().get());
    ColumnSummary colour = column(summary, "colour");
    assertEquals("text", colour.type());
    assertEquals(1, colour.missing());
    assertEquals(new Count(3, true), colour.distinct());
    assertEquals(
        List.of(
            new ValueCount("red", new Count(3, true)),
            new ValueCount("blue", new Count(1, true)),
            new ValueCount("green", new Count(1, true))),
        colour.commonest());
    ColumnSummary importance = column(summary, "importance");
    assertEquals(Role.WEIGHT, importance.role());
    assertEquals(1.5, importance.numbers().get().mean());
    ColumnSummary name = column(summary, "name");
    assertEquals(Role.LEFT_OUT, name.role());
    assertEquals("text", name.type());
    assertEquals(new Count(6, true), name.distinct());
    ColumnSummary code = column(summary, "code");
    assertEquals("number", code.type(), "nobody reads it, and all that is there are numbers");
    assertEquals(1, code.missing());
    assertEquals(7.6, code.numbers().get().mean());
    assertEquals(
        List.of(
            new ClassRows("x", 4, new PartRows(4, 0, 0)),
            new ClassRows("y", 2, new PartRows(2, 0, 0))),
        summary.classes());
    assertEquals(Role.LABEL, column(summary, "kind").role());
    assertEquals(List.of(), summary.warnings());
  }

  @Test
  void manyValuesAreEstimatedAndSaidToBe() throws IOException {
    RunConfiguration configuration =
        configuration("text,number,y\n", "label: y; ignore: text", NUMBERS);
    Files.delete(folder.resolve("rows.csv"));
    int rows = 40_000;
    for (int file = 0; file < 4; file++) {
      int first = file * rows / 4;
      Files.createDirectories(folder.resolve("rows.csv"));
      Files.writeString(
          folder.resolve("rows.csv").resolve(file + ".csv"),
          table(
              "text,number,y",
              rows / 4,
              i ->
                  "%s,%d,%d"
                      .formatted(i % 5 == 0 ? "often" : "t" + (first + i), first + i, i % 100)));
    }
    DataSummary summary = inspected(configuration);
    Count numbers = column(summary, "number").distinct();
    assertFalse(numbers.exact());
    assertEquals(rows, numbers.number(), 0.08 * rows);
    assertTrue(numbers.text().matches("about [34][0-9],[0-9]{3}"), numbers.text());
    assertEquals(new Count(100, true), column(summary, "y").distinct());
    ValueCount often = column(summary, "text").commonest().get(0);
    assertEquals("often", often.value());
    assertFalse(often.rows().exact());
    // Misra and Gries: an estimate is off by a small part of all rows at most.
    assertEquals(rows / 5, often.rows().number(), 0.01 * rows);
  }

  @Test
  void sameFiguresHoweverTheRowsArePartitioned() {
    RunConfiguration configuration =
        configuration(
            table(
                "a,b,c,kind",
                300,
                i -> "%d,%s,%d,%s".formatted(i % 17, i * 0.1, i, "xyz".charAt(i % 3))),
            "label: kind; encode: {one-hot: c}; split: {test: 0.2, validation: 0.1}",
            "network: {layers: [{dense: {units: 3}}], loss: softmax-cross-entropy}");
    List<DataSummary> summaries = new ArrayList<>();
    for (int partitions : new int[] {1, 7, 40}) {
      summaries.add(
          LocalSpark.with(
              2,
              spark -> {
                Dataset<Row> table =
                    configuration.data().requiredSource().open(spark).repartition(partitions);
                return Inspection.of(spark, configuration, new GivenTable(table));
              }));
    }
    assertEquals(300, summaries.get(0).rows());
    assertEquals(summaries.get(0), summaries.get(1));
    assertEquals(summaries.get(0), summaries.get(2));
  }

  @Test
  void whateverSparkIsToldToSerialiseWith() {
    RunConfiguration configuration =
        configuration(
            table("a,kind", 30, i -> "%d,%s".formatted(i / 2, i % 2 == 0 ? "x" : "y")),
            "label: kind; encode: {one-hot: a}",
            CLASSES);
    DataSummary plain = inspected(configuration);
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      assertEquals(plain, inspected(configuration));
    } finally {
      System.clearProperty("spark.serializer");
    }
    assertEquals(new Count(15, true), column(plain, "a").distinct());
  }

  @Test
  void partsAreThoseOfTraining() {
    RunConfiguration configuration =
        configuration(
            table("a,kind", 400, i -> "%d,%s".formatted(i, i % 2 == 0 ? "x" : "y")),
            "label: kind; split: {test: 0.3, validation: 0.2, seed: 5}",
            CLASSES);
    PartRows trained =
        LocalSpark.with(
            2,
            spark ->
                Preparation.with(
                    spark,
                    configuration,
                    configuration.data().requiredSource(),
                    run ->
                        new PartRows(
                            run.data().rows(Part.TRAINING),
                            run.data().rows(Part.VALIDATION),
                            run.data().rows(Part.TEST))));
    DataSummary summary = inspected(configuration);
    assertEquals(trained, summary.split());
    assertEquals(400, summary.split().all());
    assertTrue(summary.split().test() > 60 && summary.split().validation() > 30);
    ClassRows first = summary.classes().get(0);
    ClassRows second = summary.classes().get(1);
    assertEquals(trained.test(), first.parts().test() + second.parts().test());
  }

  @Test
  void copiesStayTogetherButInputsMayBeInTwoParts() {
    // 200 inputs, each once with either class, and the first 50 of one class once more.
    RunConfiguration configuration =
        configuration(
            table("a,kind", 450, i -> "%d,%s".formatted(i % 200, i / 200 % 2 == 0 ? "x" : "y")),
            "label: kind; split: {test: 0.3, validation: 0.1}",
            CLASSES);
    DataSummary summary = inspected(configuration);
    assertEquals(50, summary.copies().repeated());
    long test = 0;
    long validation = 0;
    for (int a = 0; a < 200; a++) {
      String x = part(a, "x", configuration);
      String y = part(a, "y", configuration);
      if (x.equals("TRAINING") || y.equals("TRAINING")) {
        int rowsOfX = a < 50 ? 2 : 1;
        test += (x.equals("TEST") ? rowsOfX : 0) + (y.equals("TEST") ? 1 : 0);
        validation += (x.equals("VALIDATION") ? rowsOfX : 0) + (y.equals("VALIDATION") ? 1 : 0);
      }
    }
    assertTrue(test > 20 && validation > 5, test + " and " + validation);
    assertEquals(new Copies(50, validation, test), summary.copies());
  }

  /** The part of a row, by what the worker does with its bytes. */
  private static String part(double number, String kind, RunConfiguration configuration) {
    SplitConfiguration split = configuration.data().split();
    byte[] row =
        RawRowCodec.encode(
            new RawRow(new double[] {number}, new String[0], kind, new double[0], 1));
    RowPlacement placement =
        new RowPlacement(split.test(), split.validation(), split.seed(), 42, 4);
    return placement.part(ContentHash.of(row, 0, row.length)).name();
  }

  @Test
  void partsWithSourcesOfTheirOwn() throws IOException {
    Files.writeString(folder.resolve("test.csv"), "kind,a\nx,0\ny,1\nx,1\ny,77\nx,what\nx,0\n");
    DataSummary summary =
        inspected(
            table("name,a,kind", 40, i -> "n%d,%d,%s".formatted(i, i, i % 2 == 0 ? "x" : "y")),
            "label: kind; ignore: name; test: {csv: test.csv}; split: {validation: 0.2}",
            CLASSES);
    assertEquals(46, summary.rows());
    assertEquals(5, summary.split().test());
    assertEquals(40, summary.split().training() + summary.split().validation());
    assertEquals(
        "test.csv, line 6: column a: expected a number, got `what`; if the column holds categories,"
            + " name it under data.encode.one-hot or hash, if dates, under date, if texts, under"
            + " words or tokens",
        summary.unusable().example().get());
    assertEquals(new Count(40, true), column(summary, "a").distinct(), "of data.source alone");
    // Two test rows have the input 0 and two the input 1, which a training row may have.
    RunConfiguration divided =
        configuration("a\n", "label: kind; split: {validation: 0.2}", CLASSES);
    int zeros = part(0, "x", divided).equals("TRAINING") ? 2 : 0;
    int ones = part(1, "y", divided).equals("TRAINING") ? 2 : 0;
    assertTrue(zeros + ones > 0);
    // 0 x stands there three times and 1 y twice, whatever the part.
    assertEquals(new Copies(3, 0, zeros + ones), summary.copies());
  }

  @Test
  void noCopies() {
    DataSummary summary =
        inspected(
            table("a,kind", 100, i -> "%d,%s".formatted(i, i % 3 == 0 ? "x" : "y")),
            "label: kind; split: {test: 0.3}",
            CLASSES);
    assertEquals(new Copies(0, 0, 0), summary.copies());
  }

  @Test
  void rowsThatCannotBeUsedAreCountedWithTheSentenceOfTheFirst() {
    String rows =
        """
        a,b,kind
        1,2,x
        3,word,y
        5,6,y
        7,8
        9,inf,x
        11,12,
        13,,x
        """;
    DataSummary summary = inspected(rows, "label: kind", CLASSES);
    assertEquals(7, summary.rows());
    assertEquals(4, summary.unusable().count());
    assertEquals(3, summary.split().all());
    String example = summary.unusable().example().get();
    assertTrue(
        example.startsWith("rows.csv, line 3: column b: expected a number, got `word`"), example);
    assertEquals(new NumberFigures(2, 6, 4, 2), column(summary, "b").numbers().get());
    assertEquals(1, column(summary, "b").missing());
    assertEquals(1, column(summary, "b").notFinite());
    assertEquals(1, column(summary, "kind").missing());
    assertEquals(Set.of("b", "kind"), warned(summary, "missing"));
    assertEquals(Set.of("b"), warned(summary, "not-finite"));
    // Left out with their rows are those that training leaves out.
    DataSummary skipped = inspected(rows, "label: kind; on-bad-row: skip", CLASSES);
    assertEquals(5, skipped.unusable().count());
    assertEquals(2, skipped.split().all());
    assertEquals(1, column(skipped, "b").missing());
    assertTrue(sentence(skipped, "missing").contains("which training leaves out"));
  }

  @Test
  void constantColumns() {
    DataSummary summary =
        inspected(
            table(
                "a,b,c,d,y",
                20,
                i -> "%d,1,%s,%d,3".formatted(i, i == 4 ? "" : "7", i == 4 ? 2 : 1)),
            "label: y; ignore: []; missing: {rule: zero}",
            NUMBERS);
    assertEquals(Set.of("b", "c", "y"), warned(summary, "constant"));
    assertTrue(
        sentence(summary, "constant")
            .contains(
                "column c: has one value in all rows that have one: it says nothing; put it"
                    + " under data.ignore"),
        sentence(summary, "constant"));
    DataSummary left =
        inspected(
            table("a,b,y", 20, i -> "%d,1,%d".formatted(i, i * i)), "label: y; ignore: b", NUMBERS);
    assertEquals(Set.of(), warned(left, "constant"));
  }

  @Test
  void inputsThatAreTheLabel() {
    IntFunction<String> row =
        i -> {
          int y = i * 37 % 101;
          double almost = 5 - 2 * y + 0.01 * (i % 7);
          double loose = y + 20 * (i * 53 % 11);
          return "%d,%s,%s,%s".formatted(y, almost, loose, y);
        };
    DataSummary summary = inspected(table("same,almost,loose,y", 100, row), "label: y", NUMBERS);
    assertEquals(Set.of("same", "almost"), warned(summary, "leak"));
    assertTrue(sentence(summary, "leak").contains("column same: is the same as the label y"));
    assertTrue(sentence(summary, "leak").contains("(correlation -1.00000)"));
    double r = column(summary, "loose").tie().get().correlation().getAsDouble();
    assertTrue(r > 0.2 && r < 0.9, "r = " + r);
  }

  @Test
  void correlationEqualsOneWorkedByHand() {
    DataSummary summary = inspected("a,y\n1,2\n2,1\n3,4\n4,3\n5,5\n", "label: y", NUMBERS);
    // Distances −2 −1 0 1 2 and −1 −2 1 0 2: products 2 + 2 + 0 + 0 + 4 = 8, squares 10 and 10.
    assertEquals(0.8, column(summary, "a").tie().get().correlation().getAsDouble(), 1e-12);
    assertEquals(Set.of(), warned(summary, "leak"));
  }

  @Test
  void theClassAsANumberAndCategoriesOfOneClass() {
    // Of four towns two go with either class; in `mixed` one town of four has both classes.
    IntFunction<String> row =
        i -> {
          int kind = i % 2;
          return "%d,t%d,t%d,n%d,%d,%d"
              .formatted(kind, i % 4, i == 5 ? 2 : i % 4, i, i * 31 % 67, kind);
        };
    DataSummary summary =
        inspected(
            table("code,town,mixed,name,size,kind", 60, row),
            "label: kind; encode: {one-hot: [town, mixed, name]}",
            CLASSES);
    assertEquals(
        Set.of("code", "town"), warned(summary, "leak"), "name says nothing: each is once");
    assertTrue(sentence(summary, "leak").contains("column code: is the same as the label kind"));
    assertTrue(
        sentence(summary, "leak").contains("each of its 4 values goes with one class of the label"),
        sentence(summary, "leak"));
    assertTrue(sentence(summary, "leak").contains("may be a leak"));
    // A single row of another class, and none of them gives it away.
    assertEquals(
        Set.of(),
        warned(
            inspected(
                table(
                    "code,town,mixed,name,size,kind",
                    60,
                    i -> i == 59 ? row.apply(59).replaceAll("1$", "0") : row.apply(i)),
                "label: kind; encode: {one-hot: [town, mixed, name]}",
                CLASSES),
            "leak"));
  }

  @Test
  void identifiers() {
    String rows =
        table("name,town,kind", 60, i -> "n%d,t%d,%s".formatted(i, i % 7, i % 2 == 0 ? "x" : "y"));
    DataSummary summary = inspected(rows, "label: kind; encode: {one-hot: [name, town]}", CLASSES);
    assertEquals(Set.of("name"), warned(summary, "identifier"));
    assertTrue(
        sentence(summary, "identifier").contains("has 60 values in 60 rows"),
        sentence(summary, "identifier"));
    assertEquals(
        Set.of(),
        warned(
            inspected(rows, "label: kind; ignore: name; encode: {one-hot: town}", CLASSES),
            "identifier"));
  }

  @Test
  void missingValues() {
    String rows = table("a,b,kind", 40, i -> "%s,%d,%s".formatted(i == 7 ? "" : i, i, i % 2));
    DataSummary summary = inspected(rows, "label: kind", CLASSES);
    assertEquals(Set.of("a"), warned(summary, "missing"));
    assertEquals(0, summary.unusable().count(), "the rest of such rows is looked at");
    assertTrue(
        sentence(summary, "missing")
            .contains("has no value in 1 row, where training stops; set data.missing.rule"),
        sentence(summary, "missing"));
    DataSummary filled = inspected(rows, "label: kind; missing: {rule: mean}", CLASSES);
    assertEquals(Set.of(), warned(filled, "missing"));
    assertEquals(1, column(filled, "a").missing());
  }

  @Test
  void unbalancedClasses() {
    String tenfold =
        table("a,kind", 110, i -> "%d,%s".formatted(i, i % 11 == 0 ? "rare" : "often"));
    DataSummary summary = inspected(tenfold, "label: kind", CLASSES);
    assertEquals(Set.of("kind"), warned(summary, "unbalanced"));
    assertTrue(
        sentence(summary, "unbalanced").contains("`often` has 100 rows and `rare` has 10")
            && sentence(summary, "unbalanced").contains("class-weights"),
        sentence(summary, "unbalanced"));
    String weighted =
        CLASSES.replace(
            "loss: softmax-cross-entropy",
            "loss: {softmax-cross-entropy: {class-weights: [1, 10]}}");
    assertEquals(Set.of(), warned(inspected(tenfold, "label: kind", weighted), "unbalanced"));
    String nearly = table("a,kind", 109, i -> "%d,%s".formatted(i, i % 11 == 0 ? "rare" : "often"));
    assertEquals(Set.of(), warned(inspected(nearly, "label: kind", CLASSES), "unbalanced"));
    String one = CLASSES.replace("softmax", "sigmoid").replace("units: 2", "units: 1");
    assertTrue(
        sentence(inspected(tenfold, "label: kind", one), "unbalanced").contains("positive-weight"));
  }

  @Test
  void scales() {
    IntFunction<String> row = i -> "%d,%s,%s".formatted(i * 1000, i % 5, i % 2 == 0 ? "x" : "y");
    String rows = table("wide,narrow,kind", 40, row);
    DataSummary summary = inspected(rows, "label: kind", CLASSES);
    assertEquals(Set.of("wide"), warned(summary, "scales"));
    assertTrue(sentence(summary, "scales").contains("times as wide as narrow"));
    assertEquals(
        Set.of(),
        warned(inspected(rows, "label: kind; encode: {standardize: all}", CLASSES), "scales"));
    assertEquals(
        Set.of(),
        warned(inspected(rows, "label: kind; encode: {standardize: wide}", CLASSES), "scales"));
    String like = rows.replace("000,", "0,");
    assertEquals(Set.of(), warned(inspected(like, "label: kind", CLASSES), "scales"));
  }

  @Test
  void classesThatTrainingRefuses() {
    String one = table("a,kind", 30, i -> i + ",x");
    assertTrue(
        sentence(inspected(one, "label: kind", CLASSES), "classes")
            .contains("column kind: is `x` in all rows"));
    String lonely = table("a,kind", 30, i -> "%d,%s".formatted(i, i == 3 ? "z" : i % 2));
    for (String part : List.of("TRAINING", "TEST")) {
      RunConfiguration configuration =
          IntStream.range(0, 100)
              .mapToObj(
                  seed ->
                      configuration(
                          lonely,
                          "label: kind; split: {test: 0.5, seed: %d}".formatted(seed),
                          CLASSES))
              .filter(of -> part(3, "z", of).equals(part))
              .findFirst()
              .get();
      DataSummary summary = inspected(configuration);
      boolean isSeen = part.equals("TRAINING");
      assertEquals(isSeen ? 1 : 0, summary.classes().get(2).parts().training());
      assertEquals(isSeen ? Set.of() : Set.of("kind"), warned(summary, "classes"));
    }
  }

  @Test
  void columnsOfAnyTypeThatNobodyReads() {
    RunConfiguration configuration =
        configuration("a\n", "label: y; ignore: [day, list, flag, odd]", NUMBERS);
    DataSummary summary =
        LocalSpark.with(
            2,
            (SparkSession spark) -> {
              Dataset<Row> table =
                  spark.sql(
                      """
                      select cast(id as double) a, id * id y, date '2026-01-01' day,
                        if(id < 3, null, array(id)) list, id % 2 = 0 flag,
                        if(id = 1, double('NaN'), cast(id as double)) odd
                      from range(10)\
                      """);
              return Inspection.of(spark, configuration, new GivenTable(table));
            });
    assertEquals("date", column(summary, "day").type());
    assertEquals(
        List.of(new ValueCount("2026-01-01", new Count(10, true))),
        column(summary, "day").commonest());
    assertEquals("array", column(summary, "list").type());
    assertEquals(3, column(summary, "list").missing());
    assertEquals("boolean", column(summary, "flag").type());
    assertEquals(new Count(2, true), column(summary, "flag").distinct());
    assertEquals(1, column(summary, "odd").notFinite());
    assertEquals(9, column(summary, "odd").numbers().get().greatest());
    assertEquals(4.5, column(summary, "a").numbers().get().mean());
    assertEquals(Set.of(), warned(summary, "not-finite"), "nobody reads it");
  }

  @Test
  void numbersOfArraysAreInputsByThemselves() {
    RunConfiguration configuration = configuration("a\n", "label: y", NUMBERS);
    String query =
        "select if(id = 9, array(id), array(id, 5 * id)) pixels, id * id y from range(10)";
    DataSummary summary =
        LocalSpark.with(
            2,
            (SparkSession spark) ->
                Inspection.of(spark, configuration, new GivenTable(spark.sql(query))));
    assertEquals(3, summary.columns().size());
    ColumnSummary second = summary.columns().get(1);
    assertEquals(Role.INPUT, second.role());
    // Five times 0 to 8, whose mean squared distance from 4 is 60 / 9.
    assertEquals(40, second.numbers().get().greatest());
    assertEquals(20, second.numbers().get().mean());
    assertEquals(5 * Math.sqrt(60 / 9.0), second.numbers().get().standardDeviation(), 1e-12);
    assertEquals(1, summary.unusable().count());
    assertTrue(summary.unusable().example().get().contains("expected 2 numbers, got 1"));
  }

  @Test
  void theExamplesHaveNoLeaks() throws IOException {
    for (Path example : List.of(Examples.breastCancer(), Examples.digits())) {
      DataSummary summary = inspected(ConfigurationFile.load(example, List.of()));
      assertEquals(Set.of(), warned(summary, "leak"));
      assertEquals(new Copies(0, 0, 0), summary.copies());
    }
  }
}

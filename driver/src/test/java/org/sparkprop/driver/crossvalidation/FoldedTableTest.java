package org.sparkprop.driver.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.configuration.ConfigurationFile;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.GivenTable;
import org.sparkprop.driver.source.PreparedSource;
import org.sparkprop.driver.source.Source;
import org.sparkprop.driver.training.Preparation;

/** Folds of tumours, some of them several times over. */
class FoldedTableTest {
  private static final int FOLDS = 5;

  private static Dataset<Row> table(SparkSession spark) {
    return spark
        .read()
        .option("header", true)
        .csv(Examples.breastCancer().resolveSibling("breast-cancer-wisconsin.csv").toString());
  }

  private static FoldedTable folded(SparkSession spark, Dataset<Row> table, int folds, long seed) {
    RunConfiguration configuration =
        ConfigurationFile.load(Examples.breastCancer(), List.of("data.split.test=0"));
    PreparedSource prepared = Preparation.sources(spark, configuration, table).divided();
    return FoldedTable.of(
        new GivenTable(table), table, prepared.readerOf(table.schema()), folds, seed);
  }

  private static List<String> texts(SparkSession spark, Source source) {
    return source.open(spark).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static List<List<String>> tested(SparkSession spark, FoldedTable folded) {
    List<List<String>> folds = new ArrayList<>();
    for (int fold = 0; fold < folded.plan().folds(); fold++) {
      folds.add(texts(spark, folded.only(fold)));
    }
    return folds;
  }

  @Test
  void everyRowIsTestedOnceAndTrainsTheOthers() {
    LocalSpark.with(
        2,
        spark -> {
          Dataset<Row> once = table(spark);
          Dataset<Row> table = once.union(once.limit(60)).union(once.limit(20));
          FoldedTable folded = folded(spark, table, FOLDS, 1);
          List<List<String>> folds = tested(spark, folded);
          List<String> all = new ArrayList<>();
          folds.forEach(all::addAll);
          assertEquals(texts(spark, new GivenTable(table)), all.stream().sorted().toList());
          for (int fold = 0; fold < FOLDS; fold++) {
            assertEquals(folded.plan().rows(fold), folds.get(fold).size());
            Set<String> trained = new HashSet<>(texts(spark, folded.without(fold)));
            assertEquals(
                table.count() - folds.get(fold).size(), folded.without(fold).open(spark).count());
            assertTrue(
                folds.get(fold).stream().noneMatch(trained::contains), "copies are together");
          }
          return null;
        });
  }

  /** 357 benign and 212 malignant rows: a fifth of each, but for the few that share a bin. */
  @Test
  void everyFoldHasItsShareOfEveryClass() {
    LocalSpark.with(
        2,
        spark -> {
          Map<String, Integer> most = Map.of("benign", 357 / FOLDS, "malignant", 212 / FOLDS);
          for (List<String> fold : tested(spark, folded(spark, table(spark), FOLDS, 3))) {
            Map<String, Integer> found = new HashMap<>();
            fold.forEach(
                row ->
                    found.merge(row.contains("benign") ? "benign" : "malignant", 1, Integer::sum));
            most.forEach((label, count) -> assertEquals(count, found.get(label), 2, label));
          }
          return null;
        });
  }

  @Test
  void theSameWhateverThePartitions() {
    List<List<String>> expected =
        LocalSpark.with(1, spark -> tested(spark, folded(spark, table(spark), FOLDS, 1)));
    LocalSpark.with(
        3,
        spark -> {
          Dataset<Row> shuffled = table(spark).repartition(7).orderBy("mean_texture");
          assertEquals(expected, tested(spark, folded(spark, shuffled, FOLDS, 1)));
          assertNotEquals(expected, tested(spark, folded(spark, shuffled, FOLDS, 2)), "a seed");
          return null;
        });
  }

  @Test
  void foldsWithoutRowsAndLonelyClassesAreMistakes() {
    LocalSpark.with(
        1,
        spark -> {
          Dataset<Row> few = table(spark).filter("diagnosis = 'benign'").limit(3);
          UserMistake empty = assertThrows(UserMistake.class, () -> folded(spark, few, 4, 1));
          assertTrue(
              empty.getMessage().startsWith("--folds: 4 folds of 3 rows"), empty.getMessage());
          Dataset<Row> lonely =
              table(spark)
                  .filter("diagnosis = 'benign'")
                  .union(table(spark).filter("diagnosis = 'malignant'").limit(1));
          UserMistake alone =
              assertThrows(UserMistake.class, () -> folded(spark, lonely, FOLDS, 1));
          assertTrue(
              alone.getMessage().startsWith("the class `malignant` has 1 rows"),
              alone.getMessage());
          return null;
        });
  }

  @Test
  void spreadByHand() {
    assertEquals(new Spread(3, 2), Spread.of(1, 3, 5));
    assertEquals(new Spread(7, 0), Spread.of(7));
  }
}

package org.sparkprop.driver.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.Examples;
import org.sparkprop.driver.LocalSpark;
import org.sparkprop.driver.training.Trainer;

/**
 * Topics of news: of 7,600 rows each fifth is a test row, by the example's configuration as it is.
 * Skipped where the file is not at hand.
 */
class NewsAccuracyTest {
  private static final int FOLDS = 5;
  private static final int TEST_FOLD = 4;
  private static final String NEXT_CELL = "\",\"";

  @TempDir Path folder;

  /** A row's title and description as one cell; the end of a line stands in none of them. */
  private static String joined(String line) {
    int title = line.indexOf(NEXT_CELL) + NEXT_CELL.length();
    int description = line.indexOf(NEXT_CELL, title);
    return line.substring(0, description) + ". " + line.substring(description + NEXT_CELL.length());
  }

  private String rows(List<String> lines, String name, boolean ofTest) throws IOException {
    List<String> rows =
        IntStream.range(0, lines.size())
            .filter(row -> (row % FOLDS == TEST_FOLD) == ofTest)
            .mapToObj(row -> joined(lines.get(row)))
            .toList();
    return Files.write(folder.resolve(name), rows).toString();
  }

  @Test
  void aLinearModelOfWordsIsRightOn86OfAHundred() throws IOException {
    Path file = Examples.repository().resolveSibling("shared/data/ag-news/ag-news-7600.csv");
    assumeTrue(Files.isRegularFile(file), () -> "skipped: there is no " + file);
    List<String> lines = Files.readAllLines(file);
    String training = rows(lines, "training.csv", false);
    String test = rows(lines, "test.csv", true);
    Path configuration = Examples.repository().resolve("scripts/examples/news/news.yaml");
    LocalSpark.with(
        2,
        spark -> {
          Evaluation evaluation =
              Trainer.fromFile(
                      configuration,
                      "data.source.csv.path=" + training,
                      "data.test.csv.path=" + test)
                  .train(spark)
                  .test()
                  .orElseThrow();
          double accuracy = evaluation.measures().get("accuracy");
          System.out.printf("News: %.2f%%%n", 100 * accuracy);
          assertEquals(lines.size() / FOLDS, evaluation.rows());
          assertTrue(accuracy >= 0.86, () -> "accuracy " + accuracy);
          return null;
        });
  }
}

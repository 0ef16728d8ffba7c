package org.sparkprop.driver.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.LocalSpark;

class GeneratedTableTest {
  private static final int COLUMNS = 20;

  private static GeneratedTable table(long rows, double noise, int partitions) {
    return new GeneratedTable(rows, COLUMNS, 3, 42, noise, partitions);
  }

  private static float[] inputs(Row row) {
    float[] inputs = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      inputs[i] = row.getFloat(i);
    }
    return inputs;
  }

  @Test
  void theRowsAreTheSameWhateverThePartitionsAndTheNumberOfRows() {
    LocalSpark.with(
        2,
        spark -> {
          List<Row> expected = table(100, 0.1, 1).open(spark).collectAsList();
          assertEquals(100, expected.size());
          for (int partitions : new int[] {0, 2, 7}) {
            assertEquals(expected, table(100, 0.1, partitions).open(spark).collectAsList());
          }
          assertEquals(expected, table(150, 0.1, 4).open(spark).collectAsList().subList(0, 100));
          List<Row> few = table(3, 0.1, 9).open(spark).collectAsList();
          assertEquals(expected.subList(0, 3), few, "more partitions than rows");
          return null;
        });
  }

  @Test
  void labelsAreTheTeachersButForTheNoise() {
    LocalSpark.with(
        2,
        spark -> {
          Teacher teacher = new Teacher(COLUMNS, 3, 42, 0);
          int others = 0;
          int[] ofClass = new int[3];
          for (Row row : table(6000, 0.3, 4).open(spark).collectAsList()) {
            int label = teacher.classOf(inputs(row));
            ofClass[label]++;
            others += row.getInt(COLUMNS) == label ? 0 : 1;
          }
          // Of the drawn ones a third is right by chance; four standard deviations are 0.021.
          assertEquals(0.3 * 2 / 3, others / 6000.0, 0.021);
          for (int count : ofClass) {
            assertTrue(count > 600, "a class of only " + count);
          }
          return null;
        });
  }

  @Test
  void sizesAreThoseOfTheNumbersAsFloat32() {
    assertEquals(6_000_000_000L, GenerateData.bytes("6GB"));
    assertEquals(1_500_000L, GenerateData.bytes("1.5mb"));
    assertEquals(12L, GenerateData.bytes("12B"));
    assertEquals(7_500_000L, GeneratedTable.rowsOf(6_000_000_000L, 200));
    assertEquals(6_000_000_000L, new GeneratedTable(7_500_000, 200, 10, 1, 0, 0).bytes());
  }

  @Test
  void mistakesNameTheOption() {
    assertTrue(mistake(() -> GenerateData.bytes("6 gigs")).startsWith("--size: expected"));
    assertTrue(mistake(() -> table(0, 0, 0)).startsWith("--rows: expected 1 or more, got 0"));
    assertTrue(mistake(() -> table(1, 1.5, 0)).startsWith("--noise: expected a share"));
    assertEquals(2, GenerateData.run("--output", "nowhere"));
  }

  private static String mistake(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(UserMistake.class, work).getMessage();
  }
}

package org.sparkprop.driver.source;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Name;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;

/**
 * Image files (PNG, JPEG, GIF, BMP), brought to one size. The columns are {@code image}, bytes by
 * channel, line and place, and {@code label}.
 *
 * @param path a folder with folders, a pattern, or one file
 * @param channels 3 for red, green and blue, 1 for grey
 * @param labelPattern has one group, which matches the label in a file's name; without it and a
 *     table the label is the name of the file's folder
 * @param labelTable a CSV file with the columns {@code file} and {@code label}
 */
@Name("images")
public record ImagesSource(
    String path,
    int width,
    int height,
    @Default("3") int channels,
    Optional<String> labelPattern,
    Optional<String> labelTable)
    implements Source {
  public ImagesSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    Require.that(width >= 1 && width <= 4096, "width: expected 1 to 4096, got %s", width);
    Require.that(height >= 1 && height <= 4096, "height: expected 1 to 4096, got %s", height);
    Require.that(channels == 1 || channels == 3, "channels: expected 1 or 3, got %s", channels);
    FileLabels.check(labelPattern, labelTable);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    return FileTable.of(
        spark,
        path,
        "image",
        DataTypes.BinaryType,
        new int[] {channels, height, width},
        new ImageDecoder(width, height, channels),
        FileLabels.of(labelPattern, labelTable));
  }

  @Override
  public UserMistake explain(BadRow bad, SparkSession spark) {
    return SourceFiles.explainFile(bad);
  }

  @Override
  public String label() {
    return path;
  }
}

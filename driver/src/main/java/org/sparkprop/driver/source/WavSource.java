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
 * WAV files as spectrograms of one length. The columns are {@code sound}, an array [bands, frames],
 * and {@code label}.
 *
 * @param path a folder, a pattern, or one file
 * @param rate samples a second, which all files must have
 * @param seconds to which shorter recordings are padded with silence, and longer ones cut
 * @param bands of the mel scale
 * @param coefficients of the cepstrum, in place of the bands (MFCC); 0 for the bands themselves
 * @param windowSeconds of a frame
 * @param hopSeconds from frame to frame
 * @param labelPattern has one group, which matches the label in a file's name; without it and a
 *     table the label is the name of the file's folder
 * @param labelTable a CSV file with the columns {@code file} and {@code label}
 */
@Name("wav")
public record WavSource(
    String path,
    int rate,
    double seconds,
    @Default("40") int bands,
    @Default("0") int coefficients,
    @Default("0.025") double windowSeconds,
    @Default("0.01") double hopSeconds,
    Optional<String> labelPattern,
    Optional<String> labelTable)
    implements Source {
  public WavSource {
    Require.that(!path.isBlank(), "path: expected a file, a folder or a pattern, got nothing");
    Require.that(
        rate >= 1000 && rate <= 400_000, "rate: expected 1,000 to 400,000 a second, got %s", rate);
    Require.that(seconds > 0 && seconds <= 600, "seconds: expected up to 600, got %s", seconds);
    Require.that(bands >= 1 && bands <= 512, "bands: expected 1 to 512, got %s", bands);
    Require.that(
        coefficients >= 0 && coefficients <= bands,
        "coefficients: expected 0 to the %d bands, got %s",
        bands,
        coefficients);
    Require.that(
        windowSeconds * rate >= 2 && windowSeconds <= seconds,
        "windowSeconds: expected two samples or more, and no more than seconds, got %s",
        windowSeconds);
    Require.that(
        hopSeconds * rate >= 1, "hopSeconds: expected one sample or more, got %s", hopSeconds);
    FileLabels.check(labelPattern, labelTable);
  }

  private MelSpectrogram spectrogram() {
    return new MelSpectrogram(
        rate,
        (int) Math.round(seconds * rate),
        (int) Math.round(windowSeconds * rate),
        (int) Math.round(hopSeconds * rate),
        bands,
        coefficients);
  }

  @Override
  public Dataset<Row> open(SparkSession spark) {
    MelSpectrogram spectrogram = spectrogram();
    return FileTable.of(
        spark,
        path,
        "sound",
        DataTypes.createArrayType(DataTypes.DoubleType, false),
        new int[] {spectrogram.height(), spectrogram.frames()},
        new WavDecoder(spectrogram),
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

package org.sparkprop.driver.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkprop.common.configuration.UserMistake;

/**
 * {@linkplain ArrayFile Files of arrays} side by side as one table, a column a file. Executors read
 * them in pieces; one that is compressed has to be read from its start, so then all are in one
 * piece.
 */
final class ArrayTable {
  private static final String LABEL = "label";
  private static final long BYTES_OF_PIECE = 16L << 20;

  /** Reads a file's header. */
  @FunctionalInterface
  interface HeaderReader {
    ArrayFile read(String path, InputStream in) throws IOException;
  }

  private ArrayTable() {}

  /**
   * The table of a file of arrays, and of their labels where these have a file.
   *
   * @param column the name of the arrays' column
   * @throws UserMistake if a file is not there, or not what its header says
   */
  static Dataset<Row> labelled(
      SparkSession spark,
      String column,
      String arrays,
      Optional<String> labels,
      HeaderReader reader) {
    List<String> names = new ArrayList<>(List.of(column));
    List<ArrayFile> files = new ArrayList<>(List.of(header(arrays, spark, reader)));
    labels.ifPresent(
        path -> {
          names.add(LABEL);
          files.add(header(path, spark, reader));
        });
    return of(spark, names, files);
  }

  /**
   * Reads a file's header and checks the file's length, where it is not compressed.
   *
   * @throws UserMistake if the file is not there, or not what its header says
   */
  private static ArrayFile header(String path, SparkSession spark, HeaderReader reader) {
    SourceFiles.require(path, spark);
    ArrayFile file;
    try (InputStream in = SourceFiles.open(path, spark)) {
      file = reader.read(path, in);
      if (SourceFiles.isCompressed(path, configuration(spark))) {
        return file;
      }
      long bytes = SourceFiles.length(path, configuration(spark));
      if (bytes != file.fileBytes()) {
        throw new UserMistake(
            "%s is damaged: expected %,d bytes, as its header of %,d rows says, got %,d"
                .formatted(path, file.fileBytes(), file.rows(), bytes));
      }
    } catch (IOException e) {
      throw new UserMistake(path + " cannot be read: " + e.getMessage(), e);
    }
    return file;
  }

  /**
   * The table.
   *
   * @param names of the columns
   * @throws UserMistake if the files have not the same number of rows
   */
  private static Dataset<Row> of(SparkSession spark, List<String> names, List<ArrayFile> files) {
    long rows = files.get(0).rows();
    StructType schema = new StructType();
    boolean compressed = false;
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      ArrayFile file = files.get(i);
      if (file.rows() != rows) {
        throw new UserMistake(
            "%s has %,d rows, but %s has %,d"
                .formatted(files.get(0).path(), rows, file.path(), file.rows()));
      }
      Metadata shape =
          file.isArray() ? ArrayColumns.metadata(file.shape(), rows) : Metadata.empty();
      schema = schema.add(names.get(i), file.type().columnType(file.isArray()), true, shape);
      compressed |= SourceFiles.isCompressed(file.path(), configuration(spark));
      bytes += file.rowBytes();
    }
    if (rows == 0) {
      throw new UserMistake(files.get(0).path() + " has no rows");
    }
    schema =
        schema
            .add(CsvSource.MALFORMED, DataTypes.StringType)
            .add(Source.COMPLAINT, DataTypes.StringType)
            .add(CsvSource.FILE, DataTypes.StringType);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(configuration(spark)));
    List<long[]> pieces = pieces(rows, compressed ? rows : Math.max(1, BYTES_OF_PIECE / bytes));
    List<ArrayFile> shared = List.copyOf(files);
    return spark.createDataFrame(
        context
            .parallelize(pieces, pieces.size())
            .flatMap(piece -> new ArrayRows(shared, piece[0], piece[1], hadoop.value().value())),
        schema);
  }

  private static List<long[]> pieces(long rows, long ofPiece) {
    List<long[]> pieces = new ArrayList<>();
    for (long from = 0; from < rows; from += ofPiece) {
      pieces.add(new long[] {from, Math.min(rows, from + ofPiece)});
    }
    return pieces;
  }

  private static Configuration configuration(SparkSession spark) {
    return spark.sparkContext().hadoopConfiguration();
  }
}

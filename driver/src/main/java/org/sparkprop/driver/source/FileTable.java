package org.sparkprop.driver.source;

import java.io.Serializable;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table whose rows are files: an array of numbers made of each, and its label. */
final class FileTable {
  /** Of the label. */
  static final String LABEL = "label";

  /** Makes a cell of a file's bytes. */
  @FunctionalInterface
  interface Decoder extends Serializable {
    Object decode(byte[] content) throws UnusableFileException;
  }

  private FileTable() {}

  /**
   * The table.
   *
   * @param column the name of the arrays' column
   * @param shape of the arrays
   */
  static Dataset<Row> of(
      SparkSession spark,
      String path,
      String column,
      DataType type,
      int[] shape,
      Decoder decoder,
      FileLabels labels) {
    SourceFiles.require(path, spark);
    StructType schema =
        new StructType()
            .add(column, type)
            .add(LABEL, DataTypes.StringType)
            .add(CsvSource.MALFORMED, DataTypes.StringType)
            .add(Source.COMPLAINT, DataTypes.StringType)
            .add(CsvSource.FILE, DataTypes.StringType);
    Dataset<Row> files =
        spark
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", true)
            .load(path)
            .select("path", "content");
    return labels
        .joined(files)
        .map(
            (MapFunction<Row, Row>)
                file -> row(file.getString(0), file.getAs(1), file.getString(2), decoder, labels),
            Encoders.row(schema))
        .withMetadata(column, ArrayColumns.shape(shape));
  }

  private static Row row(
      String path, byte[] content, String fromTable, Decoder decoder, FileLabels labels) {
    try {
      return RowFactory.create(
          decoder.decode(content), labels.of(path, fromTable), null, null, path);
    } catch (UnusableFileException e) {
      return RowFactory.create(null, null, path, e.getMessage(), path);
    }
  }
}

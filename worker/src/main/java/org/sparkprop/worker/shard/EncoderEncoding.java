package org.sparkprop.worker.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.ShardWriter;
import org.sparkprop.common.chunk.StoredForm;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationTree;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.common.vector.SparseRows;

/** Encodes raw rows with a fitted encoder, which travels as its description. */
public final class EncoderEncoding implements RowEncoding {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String description;
  private final Precision precision;
  private final int targetWidth;
  private final RowPlacement folds;
  private final double[] classWeights;
  private final boolean holdsBytes;
  private transient Encoder encoder;

  /** Encodes all rows as in prediction. */
  public EncoderEncoding(Encoder encoder, Precision precision, int targetWidth) {
    this(encoder, precision, targetWidth, null, new double[0], false);
  }

  /** Encodes the training rows, to which the encoder is fitted, each by its fold. */
  public static EncoderEncoding ofFitted(
      Encoder encoder, Precision precision, int targetWidth, RowPlacement placement) {
    return new EncoderEncoding(encoder, precision, targetWidth, placement, new double[0], false);
  }

  /**
   * The same, with training rows weighing more or less by their class.
   *
   * @param weights in the order of the classes; empty where all are 1
   */
  public EncoderEncoding weighted(double[] weights) {
    return new EncoderEncoding(
        encoder(), precision, targetWidth, folds, weights.clone(), holdsBytes);
  }

  /**
   * The same of rows whose numbers are all whole and from 0 to 255: they are kept as such, where
   * the encoder makes the same of each wherever it stands.
   */
  public EncoderEncoding ofBytes() {
    return new EncoderEncoding(encoder(), precision, targetWidth, folds, classWeights, true);
  }

  private EncoderEncoding(
      Encoder encoder,
      Precision precision,
      int targetWidth,
      RowPlacement folds,
      double[] classWeights,
      boolean holdsBytes) {
    this.holdsBytes = holdsBytes;
    this.classWeights = classWeights;
    this.folds = encoder.usesFolds() ? folds : null;
    this.description = ConfigurationTree.of(encoder).toString();
    this.precision = precision;
    this.targetWidth = targetWidth;
  }

  /** The encoder; made from its description at most once in each copy of this object. */
  public synchronized Encoder encoder() {
    if (encoder == null) {
      try {
        encoder = Binder.bind(JSON.readTree(description), Encoder.class, "encoder");
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("cannot read the encoder's own description", e);
      }
    }
    return encoder;
  }

  @Override
  public ChunkLayout layout() {
    int width = encoder().width();
    if (encoder().form() == RowForm.SPARSE) {
      return ChunkLayout.ofEntries(precision, width, targetWidth);
    }
    return encoder()
        .byteValues()
        .filter(values -> holdsBytes)
        .map(values -> ChunkLayout.ofBytes(precision, width, targetWidth, values))
        .orElseGet(() -> ChunkLayout.ofNumbers(precision, width, targetWidth));
  }

  @Override
  public RowCoder newCoder(Part part) {
    return part == Part.TRAINING
        ? new Coder(encoder(), layout(), folds, classWeights)
        : new Coder(encoder(), layout(), null, new double[0]);
  }

  private static final class Coder implements RowCoder {
    private final Encoder encoder;
    private final StoredForm form;
    private final double[] targets;
    private final RowPlacement folds;
    private final double[] classWeights;
    private final double[] features;
    private final byte[] bytes;
    private final SparseRows entries = new SparseRows();

    Coder(Encoder encoder, ChunkLayout layout, RowPlacement folds, double[] classWeights) {
      this.classWeights = classWeights;
      this.folds = folds;
      this.encoder = encoder;
      this.form = layout.form();
      this.features = new double[form == StoredForm.NUMBERS ? layout.features() : 0];
      this.bytes = new byte[form == StoredForm.BYTES ? layout.features() : 0];
      this.targets = new double[layout.targets()];
    }

    @Override
    public void encode(ByteBuffer content, ShardWriter into) throws IOException {
      int fold = fold(content);
      RawRow row = RawRowCodec.decode(content);
      encoder.encodeTarget(row, targets);
      double weight =
          classWeights.length == 0 ? row.weight() : row.weight() * classWeights[(int) targets[0]];
      switch (form) {
        case NUMBERS -> {
          encoder.encode(row, fold, features);
          into.add(features, targets, weight);
        }
        case BYTES -> {
          takeBytes(row.numbers());
          into.add(bytes, targets, weight);
        }
        case ENTRIES -> {
          entries.clear();
          encoder.addTo(entries, row, fold);
          into.add(entries, 0, targets, weight);
        }
      }
    }

    private void takeBytes(double[] numbers) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (int) numbers[i];
        if ((bytes[i] & 0xff) != numbers[i]) {
          throw new IllegalStateException("expected a byte, got " + numbers[i]);
        }
      }
    }

    private int fold(ByteBuffer content) {
      return folds == null
          ? Encoder.NO_FOLD
          : folds.fold(ContentHash.of(content.array(), content.position(), content.remaining()));
    }
  }
}

package org.sparkprop.worker.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.row.RawRow;
import org.sparkprop.common.row.RawRowCodec;
import org.sparkprop.common.vector.Precision;

/** Encodes raw rows with a fitted encoder, which travels as its description. */
public final class EncoderEncoding implements RowEncoding {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String description;
  private final Precision precision;
  private final int targetWidth;
  private final RowPlacement folds;
  private final double[] classWeights;
  private transient Encoder encoder;

  /** Encodes all rows as in prediction. */
  public EncoderEncoding(Encoder encoder, Precision precision, int targetWidth) {
    this(encoder, precision, targetWidth, null, new double[0]);
  }

  /** Encodes the training rows, to which the encoder is fitted, each by its fold. */
  public static EncoderEncoding ofFitted(
      Encoder encoder, Precision precision, int targetWidth, RowPlacement placement) {
    return new EncoderEncoding(encoder, precision, targetWidth, placement, new double[0]);
  }

  /**
   * The same, with training rows weighing more or less by their class.
   *
   * @param weights in the order of the classes; empty where all are 1
   */
  public EncoderEncoding weighted(double[] weights) {
    return new EncoderEncoding(encoder(), precision, targetWidth, folds, weights.clone());
  }

  private EncoderEncoding(
      Encoder encoder,
      Precision precision,
      int targetWidth,
      RowPlacement folds,
      double[] classWeights) {
    this.classWeights = classWeights;
    this.folds = encoder.usesFolds() ? folds : null;
    this.description = Binder.toTree(encoder).toString();
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
    return new ChunkLayout(precision, encoder().width(), targetWidth);
  }

  @Override
  public RowCoder newCoder(Part part) {
    return part == Part.TRAINING
        ? new Coder(encoder(), targetWidth, folds, classWeights)
        : new Coder(encoder(), targetWidth, null, new double[0]);
  }

  private static final class Coder implements RowCoder {
    private final Encoder encoder;
    private final double[] features;
    private final double[] targets;
    private final RowPlacement folds;
    private final double[] classWeights;

    Coder(Encoder encoder, int targetWidth, RowPlacement folds, double[] classWeights) {
      this.classWeights = classWeights;
      this.folds = folds;
      this.encoder = encoder;
      this.features = new double[encoder.width()];
      this.targets = new double[targetWidth];
    }

    @Override
    public double encode(ByteBuffer content) {
      int fold = fold(content);
      RawRow row = RawRowCodec.decode(content);
      encoder.encode(row, fold, features);
      encoder.encodeTarget(row, targets);
      return classWeights.length == 0
          ? row.weight()
          : row.weight() * classWeights[(int) targets[0]];
    }

    private int fold(ByteBuffer content) {
      return folds == null
          ? Encoder.NO_FOLD
          : folds.fold(ContentHash.of(content.array(), content.position(), content.remaining()));
    }

    @Override
    public double[] features() {
      return features;
    }

    @Override
    public double[] targets() {
      return targets;
    }
  }
}

package org.sparkprop.common.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.sparkprop.common.loss.TargetKind;

/**
 * Measures predictions against targets over any number of rows, in pieces that are merged. The loss
 * is weighted by the rows' weights; everything else counts rows. All counts and sums are exact, so
 * that the order of merging changes nothing.
 *
 * <p>What is measured depends on the targets:
 *
 * <ul>
 *   <li>a class index: accuracy, balanced accuracy (the mean recall of the classes that have rows),
 *       top-3 accuracy from five classes on, macro precision, recall and F1, log loss, area under
 *       the ROC curve (of the second class where there are two, else the mean of each class against
 *       the rest, up to 100 classes), the Brier score (the mean squared error of the second class's
 *       probability where there are two, else of all, summed: Brier 1950) and the expected
 *       calibration error (of the second class's probability where there are two, else of the
 *       predicted class's);
 *   <li>binary outputs: the same of each output against a threshold of one half; with several
 *       outputs the means over them;
 *   <li>numbers: mean squared error and its root, mean absolute error and R², the means over the
 *       outputs.
 * </ul>
 *
 * <p>Mutable; one thread at a time.
 */
public final class Evaluation {
  private static final int MOST_CLASSES_FOR_AREA = 100;
  private static final int CLASSES_FOR_TOP_3 = 5;
  private static final double LEAST_PROBABILITY = 1e-15;

  private final TargetKind kind;
  private final int outputs;
  private final ConfusionMatrix[] confusions;
  private final ScoreCounts[] scores;
  private final RegressionSums[] regressions;
  private long rows;
  private long amongTop3;
  private final CalibrationBins calibration = new CalibrationBins();
  private long squares;
  private final AnyOrderSum logLoss = new AnyOrderSum();
  private final AnyOrderSum loss = new AnyOrderSum();
  private final AnyOrderSum weight = new AnyOrderSum();

  public Evaluation(TargetKind kind, int outputs) {
    this.kind = kind;
    this.outputs = outputs;
    boolean classes = kind == TargetKind.CLASS_INDEX;
    boolean binary = kind == TargetKind.BINARY;
    int confusionCount = classes ? 1 : binary ? outputs : 0;
    confusions = new ConfusionMatrix[confusionCount];
    for (int i = 0; i < confusions.length; i++) {
      confusions[i] = new ConfusionMatrix(classes ? outputs : 2);
    }
    int scored = binary ? outputs : 0;
    if (classes && outputs <= MOST_CLASSES_FOR_AREA) {
      scored = outputs == 2 ? 1 : outputs;
    }
    scores = new ScoreCounts[scored];
    for (int i = 0; i < scored; i++) {
      scores[i] = new ScoreCounts();
    }
    regressions = new RegressionSums[kind == TargetKind.NUMBER ? outputs : 0];
    for (int i = 0; i < regressions.length; i++) {
      regressions[i] = new RegressionSums();
    }
  }

  /** Adds the weighted sum of losses and the sum of weights of some rows. */
  public void addLoss(double lossSum, double weightSum) {
    loss.add(lossSum);
    weight.add(weightSum);
  }

  /**
   * Adds rows.
   *
   * @param predictions probabilities or numbers, {@code count} × outputs; read only
   * @param targets as the loss takes them; read only
   */
  public void add(double[] predictions, double[] targets, int count) {
    rows += count;
    for (int row = 0; row < count; row++) {
      switch (kind) {
        case CLASS_INDEX -> addClass(predictions, row * outputs, (int) targets[row]);
        case BINARY -> addBinary(predictions, targets, row * outputs);
        case NUMBER -> {
          for (int i = 0; i < outputs; i++) {
            regressions[i].add(predictions[row * outputs + i], targets[row * outputs + i]);
          }
        }
      }
    }
  }

  private void addClass(double[] predictions, int from, int label) {
    int best = 0;
    int better = 0;
    double own = predictions[from + label];
    for (int k = 0; k < outputs; k++) {
      double value = predictions[from + k];
      best = value > predictions[from + best] ? k : best;
      // Of equal scores the first class counts as the better one, as in the prediction itself.
      better += value > own || (value == own && k < label) ? 1 : 0;
    }
    confusions[0].add(label, best);
    amongTop3 += better < 3 ? 1 : 0;
    logLoss.add(-Math.log(Math.max(own, LEAST_PROBABILITY)));
    if (outputs == 2) {
      scores[0].add(predictions[from + 1], label == 1);
      calibration.add(predictions[from + 1], label == 1);
      squares += square(predictions[from + 1], label == 1);
    } else {
      calibration.add(predictions[from + best], label == best);
      double sum = 0;
      for (int k = 0; k < outputs; k++) {
        double error = predictions[from + k] - (k == label ? 1 : 0);
        sum += error * error;
      }
      squares += CalibrationBins.fixed(Double.isNaN(sum) ? 2 : sum);
      for (int k = 0; k < scores.length; k++) {
        scores[k].add(predictions[from + k], label == k);
      }
    }
  }

  private void addBinary(double[] predictions, double[] targets, int from) {
    for (int i = 0; i < outputs; i++) {
      double probability = predictions[from + i];
      boolean positive = targets[from + i] >= 0.5;
      confusions[i].add(positive ? 1 : 0, probability >= 0.5 ? 1 : 0);
      scores[i].add(probability, positive);
      calibration.add(probability, positive);
      squares += square(probability, positive);
      double own = positive ? probability : 1 - probability;
      logLoss.add(-Math.log(Math.max(own, LEAST_PROBABILITY)) / outputs);
    }
  }

  /** In whole multiples of 2⁻³⁰, so that sums are exact; what is not a number is all wrong. */
  private static long square(double probability, boolean hit) {
    double error = probability - (hit ? 1 : 0);
    return CalibrationBins.fixed(Double.isNaN(error) ? 1 : error * error);
  }

  /** Adds what another one, of the same kind and outputs, measured. */
  public void add(Evaluation other) {
    rows += other.rows;
    amongTop3 += other.amongTop3;
    squares += other.squares;
    calibration.add(other.calibration);
    logLoss.add(other.logLoss);
    loss.add(other.loss);
    weight.add(other.weight);
    for (int i = 0; i < confusions.length; i++) {
      confusions[i].add(other.confusions[i]);
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i].add(other.scores[i]);
    }
    for (int i = 0; i < regressions.length; i++) {
      regressions[i].add(other.regressions[i]);
    }
  }

  /** A copy to which others can be added. */
  public Evaluation copy() {
    Evaluation copy = new Evaluation(kind, outputs);
    copy.add(this);
    return copy;
  }

  public long rows() {
    return rows;
  }

  /** Of class targets, or of a single binary output. */
  public Optional<ConfusionMatrix> confusion() {
    return confusions.length == 1 ? Optional.of(confusions[0]) : Optional.empty();
  }

  /**
   * What thresholds of a class's probability make of the rows.
   *
   * @param positive the class's number; of a single binary output 0 or 1
   * @return nothing where no probabilities of classes were kept
   */
  public Optional<RocCurve> curve(int positive) {
    if (scores.length == 0 || (kind == TargetKind.BINARY && outputs > 1)) {
      return Optional.empty();
    }
    if (scores.length > 1) {
      return Optional.of(scores[positive].curve());
    }
    RocCurve second = scores[0].curve();
    return Optional.of(positive == 1 ? second : second.reversed());
  }

  /** What predicted probabilities are worth; nothing where numbers are predicted. */
  public Optional<CalibrationBins> calibration() {
    return confusions.length == 0 ? Optional.empty() : Optional.of(calibration);
  }

  /** All measures by name; those that are not defined for these rows are left out. */
  public Map<String, Double> measures() {
    Map<String, Double> all = new LinkedHashMap<>();
    if (rows > 0) {
      all.put("loss", weight.value() > 0 ? loss.value() / weight.value() : 0);
      if (confusions.length > 0) {
        all.put("accuracy", mean(confusions.length, i -> confusions[i].accuracy()));
        all.put(
            "balanced-accuracy", mean(confusions.length, i -> confusions[i].balancedAccuracy()));
        if (kind == TargetKind.CLASS_INDEX && outputs >= CLASSES_FOR_TOP_3) {
          all.put("top-3-accuracy", (double) amongTop3 / rows);
        }
        all.put("precision", mean(confusions.length, i -> confusions[i].macroPrecision()));
        all.put("recall", mean(confusions.length, i -> confusions[i].macroRecall()));
        all.put("f1", mean(confusions.length, i -> confusions[i].macroF1()));
        all.put("auc", mean(scores.length, i -> scores[i].area()));
        all.put("log-loss", logLoss.value() / rows);
        int events = kind == TargetKind.BINARY ? outputs : 1;
        all.put("brier-score", squares / CalibrationBins.ONE / rows / events);
        all.put("calibration-error", calibration.error());
      }
      if (regressions.length > 0) {
        int n = regressions.length;
        double squared = mean(n, i -> regressions[i].meanSquaredError());
        all.put("mean-squared-error", squared);
        all.put("root-mean-squared-error", Math.sqrt(squared));
        all.put("mean-absolute-error", mean(n, i -> regressions[i].meanAbsoluteError()));
        all.put("r2", mean(n, i -> regressions[i].r2()));
      }
      all.values().removeIf(value -> !Double.isFinite(value));
    }
    return all;
  }

  private static double mean(int count, IntToDoubleFunction of) {
    return IntStream.range(0, count)
        .mapToDouble(of)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** Own bytes, for the wire. */
  public byte[] encode() {
    int size =
        3 * Long.BYTES
            + 3 * AnyOrderSum.encodedBytes()
            + CalibrationBins.encodedBytes()
            + regressions.length * RegressionSums.encodedBytes();
    for (ConfusionMatrix confusion : confusions) {
      size += confusion.encodedBytes();
    }
    for (ScoreCounts score : scores) {
      size += score.encodedBytes();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putLong(rows).putLong(amongTop3).putLong(squares);
    for (AnyOrderSum sum : List.of(logLoss, loss, weight)) {
      sum.encodeTo(bytes);
    }
    calibration.encodeTo(bytes);
    for (ConfusionMatrix confusion : confusions) {
      confusion.encodeTo(bytes);
    }
    for (ScoreCounts score : scores) {
      score.encodeTo(bytes);
    }
    for (RegressionSums regression : regressions) {
      regression.encodeTo(bytes);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Reads what {@link #encode} wrote for the same kind and outputs. */
  public static Evaluation decode(TargetKind kind, int outputs, byte[] encoded) {
    Evaluation evaluation = new Evaluation(kind, outputs);
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    evaluation.rows = bytes.getLong();
    evaluation.amongTop3 = bytes.getLong();
    evaluation.squares = bytes.getLong();
    for (AnyOrderSum sum : List.of(evaluation.logLoss, evaluation.loss, evaluation.weight)) {
      sum.decodeFrom(bytes);
    }
    evaluation.calibration.decodeFrom(bytes);
    for (ConfusionMatrix confusion : evaluation.confusions) {
      confusion.decodeFrom(bytes);
    }
    for (ScoreCounts score : evaluation.scores) {
      score.decodeFrom(bytes);
    }
    for (RegressionSums regression : evaluation.regressions) {
      regression.decodeFrom(bytes);
    }
    return evaluation;
  }
}

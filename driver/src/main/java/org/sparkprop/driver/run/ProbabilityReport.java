package org.sparkprop.driver.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkprop.common.metric.CalibrationBins;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.metric.RocCurve;
import org.sparkprop.common.metric.ThresholdCounts;
import org.sparkprop.driver.plot.Curve;
import org.sparkprop.driver.plot.Panel;
import org.sparkprop.driver.plot.Picture;

/**
 * What predicted probabilities are worth, as files: a reliability diagram, which shows how often
 * what they promise came true (DeGroot and Fienberg 1983), and a receiver operating characteristic
 * of one class.
 */
public final class ProbabilityReport {
  private static final double[] UNIT = {0, 1};

  /** So many points of a curve are as good as all in a picture. */
  private static final int MOST_POINTS = 4000;

  private ProbabilityReport() {}

  /**
   * Writes {@code reliability.csv}, {@code roc.csv} where there are two classes or one of several
   * is chosen, and of both one picture, {@code probabilities.png} and {@code .svg}, into a folder
   * that is made.
   *
   * @param evaluation of class labels
   * @param classes names in the order of the outputs
   * @param positive the number of the class whose curve is wanted; nothing: no curve
   * @throws IOException if a file cannot be written; the picture comes last
   */
  public static void write(
      Path folder,
      String name,
      Evaluation evaluation,
      List<String> classes,
      Optional<Integer> positive)
      throws IOException {
    Optional<CalibrationBins> calibration = evaluation.calibration();
    if (calibration.isEmpty()) {
      return;
    }
    Files.createDirectories(folder);
    boolean two = classes.size() <= 2;
    String probability =
        two && !classes.isEmpty()
            ? "predicted probability of " + classes.get(classes.size() - 1)
            : "probability of the predicted class";
    String share =
        two && !classes.isEmpty()
            ? "share of " + classes.get(classes.size() - 1)
            : "share of right predictions";
    List<Panel> panels = new ArrayList<>();
    panels.add(reliability(folder, name, calibration.get(), probability, share));
    Optional<RocCurve> curve = positive.flatMap(evaluation::curve);
    if (curve.isPresent()) {
      panels.add(characteristic(folder, classes.get(positive.get()), curve.get()));
    }
    Picture.write(folder, "probabilities", panels);
  }

  private static Panel reliability(
      Path folder, String name, CalibrationBins calibration, String probability, String share)
      throws IOException {
    StringBuilder lines = new StringBuilder("from,to,rows,mean-probability,share\n");
    List<CalibrationBins.Bin> filled = new ArrayList<>();
    for (CalibrationBins.Bin bin : calibration.bins()) {
      lines.append(String.format(Locale.ROOT, "%.6f,%.6f,%d,", bin.from(), bin.to(), bin.rows()));
      if (bin.rows() > 0) {
        filled.add(bin);
        lines.append(String.format(Locale.ROOT, "%.6f,%.6f", bin.meanProbability(), bin.share()));
      } else {
        lines.append(',');
      }
      lines.append('\n');
    }
    Files.writeString(folder.resolve("reliability.csv"), lines);
    double[] x = filled.stream().mapToDouble(CalibrationBins.Bin::meanProbability).toArray();
    double[] y = filled.stream().mapToDouble(CalibrationBins.Bin::share).toArray();
    return new Panel(
        String.format(
            Locale.ROOT, "%s: reliability, calibration error %.4f", name, calibration.error()),
        probability,
        share,
        Panel.Scale.LINEAR,
        List.of(new Curve("as often as promised", UNIT, UNIT), new Curve("found", x, y)));
  }

  private static Panel characteristic(Path folder, String positive, RocCurve curve)
      throws IOException {
    List<ThresholdCounts> points = curve.points();
    StringBuilder lines =
        new StringBuilder(
            "threshold,sensitivity,specificity,true-positives,false-positives,true-negatives,"
                + "false-negatives\n");
    for (ThresholdCounts point : points) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%s,%.6f,%.6f,%d,%d,%d,%d%n",
              point.threshold(),
              point.sensitivity(),
              point.specificity(),
              point.truePositives(),
              point.falsePositives(),
              point.trueNegatives(),
              point.falseNegatives()));
    }
    Files.writeString(folder.resolve("roc.csv"), lines);
    int step = points.size() / MOST_POINTS + 1;
    int drawn = (points.size() - 1 + step - 1) / step + 1;
    double[] x = new double[drawn];
    double[] y = new double[drawn];
    for (int i = 0; i < drawn; i++) {
      ThresholdCounts point = points.get(Math.min(points.size() - 1, i * step));
      x[i] = 1 - point.specificity();
      y[i] = point.sensitivity();
    }
    return new Panel(
        "receiver operating characteristic of " + positive,
        "false positives: 1 − specificity",
        "true positives: sensitivity",
        Panel.Scale.LINEAR,
        List.of(new Curve("chance", UNIT, UNIT), new Curve(positive, x, y)));
  }
}

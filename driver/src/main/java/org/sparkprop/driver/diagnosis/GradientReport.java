package org.sparkprop.driver.diagnosis;

import java.util.List;
import java.util.Locale;
import org.sparkprop.common.network.GradientCheck;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;
import org.sparkprop.driver.training.PreparedRun;

/**
 * What a check of gradients has found: the worst number of each block of parameters.
 *
 * @param rows on how many rows
 * @param tolerance the relative difference up to which a block passes
 */
public record GradientReport(
    int rows, double tolerance, List<GradientCheck.Difference> differences) {
  public GradientReport {
    differences = List.copyOf(differences);
  }

  /**
   * Checks a configuration's network at its initial weights on rows of its own.
   *
   * @param most rows
   * @param numbers of each block, at most, evenly spread over it
   */
  public static GradientReport of(PreparedRun run, int most, int numbers, double tolerance) {
    Network network = run.network();
    FlatVector weights = FlatVector.of(Precision.FLOAT64, run.initialWeights().toDoubles());
    SampledRows rows = SampledRows.of(run, Math.min(most, network.microBatchRows()));
    return new GradientReport(
        rows.count(),
        tolerance,
        GradientCheck.run(network, weights, rows.count(), numbers, rows::fill));
  }

  private boolean passes(GradientCheck.Difference difference) {
    return difference.relative() <= tolerance;
  }

  /** Whether all blocks pass. */
  public boolean passes() {
    return differences.stream().allMatch(this::passes);
  }

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-34s %8s %22s %22s %12s%n",
            "worst number of each block",
            "index",
            "backpropagated",
            "numeric",
            "relative"));
    for (GradientCheck.Difference difference : differences) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-34s %8d %22.12g %22.12g %12.2g%s%n",
              difference.tensor(),
              difference.index(),
              difference.backpropagated(),
              difference.numeric(),
              difference.relative(),
              passes(difference) ? "" : "  fails"));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%s: float64, %d rows, differences up to %.2g allowed%n",
            passes() ? "pass" : "fail",
            rows,
            tolerance));
    if (!passes()) {
      text.append(
          "A relu or a max pooling whose input lies right at its kink differs and is no mistake:"
              + " other rows (--rows) or another seed tell.\n");
    }
    return text.toString();
  }
}

package org.sparkprop.common.update;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.vector.FlatVector;

/**
 * Keeps the norm of each unit's incoming weights at most {@code limit}, by scaling them after an
 * update where it is larger (Srivastava et al. 2014, «Dropout: a simple way to prevent neural
 * networks from overfitting», section 5.1). A unit's incoming weights are a column of a matrix
 * [inputs, units], and the kernel of one output channel of a convolution [out, in, …].
 *
 * @param limit the paper uses 3 to 4
 * @param parameters which are limited, see {@link ParameterLayout#require}; those of one dimension
 *     have no incoming weights and never are
 */
public record MaxNorm(double limit, @Default("weights") List<String> parameters) implements Link {
  /** So many columns are looked at together: neighbours in memory, and work for one thread. */
  private static final int COLUMNS = 256;

  public MaxNorm {
    Require.positive("limit", limit);
    parameters = List.copyOf(parameters);
  }

  @Override
  public void check(ParameterLayout layout) {
    layout.require(parameters, "training.max-norm.parameters");
  }

  /**
   * Some units of one parameter: their weights are {@code rows} runs of {@code width} neighbours,
   * {@code stride} apart, one number for each unit; or one run for a unit.
   */
  private record Units(int offset, int rows, int stride, int width) {}

  @Override
  public void afterMove(Update update, LinkState state) {
    FlatVector weights = update.movedWeights();
    List<ParameterLayout.Span> spans = update.layout().spans();
    boolean[] isLimited = update.layout().selected(parameters);
    List<Units> columns = new ArrayList<>();
    List<Units> kernels = new ArrayList<>();
    for (int i = 0; i < isLimited.length; i++) {
      if (isLimited[i] && spans.get(i).isWeight()) {
        add(spans.get(i), columns, kernels);
      }
    }
    Stream.concat(
            columns.stream().<Runnable>map(units -> () -> limitColumns(weights, units)),
            kernels.stream().<Runnable>map(units -> () -> limitKernel(weights, units)))
        .toList()
        .parallelStream()
        .forEach(Runnable::run);
  }

  private static void add(ParameterLayout.Span span, List<Units> columns, List<Units> kernels) {
    int[] shape = span.shape().dimensions();
    if (shape.length > 2) {
      int length = span.length() / shape[0];
      for (int unit = 0; unit < shape[0]; unit++) {
        kernels.add(new Units(span.offset() + unit * length, 1, length, length));
      }
      return;
    }
    for (int from = 0; from < shape[1]; from += COLUMNS) {
      int width = Math.min(COLUMNS, shape[1] - from);
      columns.add(new Units(span.offset() + from, shape[0], shape[1], width));
    }
  }

  private void limitColumns(FlatVector weights, Units units) {
    double[] row = new double[units.width];
    double[] squares = new double[units.width];
    for (int r = 0; r < units.rows; r++) {
      weights.read(units.offset + r * units.stride, units.width, row);
      for (int i = 0; i < units.width; i++) {
        squares[i] += row[i] * row[i];
      }
    }
    double[] factors = new double[units.width];
    boolean isWithin = true;
    for (int i = 0; i < units.width; i++) {
      factors[i] = factor(squares[i]);
      isWithin &= factors[i] == 1;
    }
    for (int r = 0; r < units.rows && !isWithin; r++) {
      weights.read(units.offset + r * units.stride, units.width, row);
      for (int i = 0; i < units.width; i++) {
        row[i] *= factors[i];
      }
      weights.write(units.offset + r * units.stride, units.width, row);
    }
  }

  private void limitKernel(FlatVector weights, Units unit) {
    double[] kernel = new double[unit.width];
    weights.read(unit.offset, unit.width, kernel);
    double squares = 0;
    for (double weight : kernel) {
      squares += weight * weight;
    }
    double factor = factor(squares);
    if (factor < 1) {
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] *= factor;
      }
      weights.write(unit.offset, unit.width, kernel);
    }
  }

  private double factor(double squares) {
    double norm = Math.sqrt(squares);
    return norm > limit ? limit / norm : 1;
  }
}

package org.sparkprop.common.layer;

import static org.sparkprop.common.vector.Products.Form.PLAIN;
import static org.sparkprop.common.vector.Products.Form.TRANSPOSED;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Normal;
import org.sparkprop.common.vector.Products;
import org.sparkprop.common.vector.Tensor;

/**
 * Sparse coding (Olshausen and Field 1996, Emergence of simple-cell receptive field properties by
 * learning a sparse code for natural images): [rows, numbers] → the same shape, each row x rebuilt
 * as a D from few of the dictionary's atoms. Parameter: {@code dictionary} D, [atoms, numbers],
 * whose rows have length 1.
 *
 * <p>The code a of a row is the minimum of ½ |x − a D|² + penalty · Σ |aₖ|, found by {@code
 * iterations} steps of FISTA (Beck and Teboulle 2009, equations 4.1 to 4.3) from zero, in float64
 * but for the products, with steps of 1 / L. For L, which must not be below the largest eigenvalue
 * of D Dᵀ, stands the largest sum of magnitudes in a row of D Dᵀ.
 *
 * <p>The gradient by D is that of the loss with the codes held as they are: aᵀ · output gradient.
 * After each update the atoms are brought back to length 1. Nothing is passed back to the input, so
 * that no layer before this one can learn.
 */
public record SparseCoding(int atoms, double penalty, @Default("100") int iterations)
    implements Layer {
  private static final String DICTIONARY = "dictionary";
  private static final String CODE = "code";
  private static final String POINT = "point";
  private static final String SLOPE = "slope";
  private static final String GRAM = "gram";

  public SparseCoding {
    Require.atLeast("atoms", atoms, 1);
    Require.positive("penalty", penalty);
    Require.atLeast("iterations", iterations, 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    Require.that(
        input.isFlat(), "expects a flat input but gets %s; put a flatten layer before it", input);
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Shape shape = new Shape(atoms, input.size());
    return List.of(
        new Parameter(DICTIONARY, shape, new Normal(1), atoms, input.size()).withUnitRows());
  }

  @Override
  public boolean keepsSteps(Shape input) {
    return false;
  }

  @Override
  public long scratchSize(Shape input) {
    return 3L * atoms;
  }

  @Override
  public long bufferSize(Shape input) {
    return (long) atoms * atoms;
  }

  @Override
  public void forward(Step step) {
    Tensor dictionary = step.parameter(DICTIONARY);
    Tensor gram = step.buffer(GRAM, new Shape(atoms, atoms));
    Products.multiply(dictionary, PLAIN, dictionary, TRANSPOSED, gram, 0);
    Tensor code = step.scratch(CODE, new Shape(atoms));
    Tensor slope = step.scratch(SLOPE, new Shape(atoms));
    // x Dᵀ stays the same in all iterations.
    Products.multiply(step.input(), PLAIN, dictionary, TRANSPOSED, slope, 0);
    double[] codes = codes(step, gram, slope);
    code.write(0, codes.length, codes);
    Products.multiply(code, PLAIN, dictionary, PLAIN, step.output(), 0);
  }

  /** FISTA for all rows at once; {@code slope} comes with x Dᵀ and is overwritten. */
  private double[] codes(Step step, Tensor gram, Tensor slope) {
    double[] correlations = slope.toDoubles();
    double bound = largestRowSum(gram.toDoubles());
    double[] codes = new double[correlations.length];
    double[] points = new double[correlations.length];
    double[] products = new double[correlations.length];
    Tensor point = step.scratch(POINT, new Shape(atoms));
    double momentum = 1;
    for (int iteration = 0; iteration < iterations && bound > 0; iteration++) {
      point.write(0, points.length, points);
      Products.multiply(point, PLAIN, gram, PLAIN, slope, 0);
      slope.read(0, products.length, products);
      double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double further = (momentum - 1) / next;
      for (int i = 0; i < codes.length; i++) {
        double moved = points[i] - (products[i] - correlations[i]) / bound;
        double shrunk = Math.copySign(Math.max(0, Math.abs(moved) - penalty / bound), moved);
        points[i] = shrunk + further * (shrunk - codes[i]);
        codes[i] = shrunk;
      }
      momentum = next;
    }
    return codes;
  }

  private double largestRowSum(double[] gram) {
    double largest = 0;
    for (int row = 0; row < atoms; row++) {
      double sum = 0;
      for (int column = 0; column < atoms; column++) {
        sum += Math.abs(gram[row * atoms + column]);
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  @Override
  public void backward(Step step) {
    if (step.learns()) {
      Products.multiply(
          step.scratch(CODE, new Shape(atoms)),
          TRANSPOSED,
          step.outputGradient(),
          PLAIN,
          step.gradient(DICTIONARY),
          1);
    }
    if (step.needsInputGradient()) {
      step.inputGradient().fill(0);
    }
  }
}

package org.sparkprop.common.layer;

import java.util.Collections;
import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.Initializer;

/**
 * Gated recurrent units (Cho et al. 2014, Learning phrase representations using RNN
 * encoder-decoder), with the reset gate after the product, so that there is one product a step for
 * all gates: cuDNN's and PyTorch's variant, not the paper's, which resets h before it. [rows,
 * steps, features] → [rows, units] or [rows, steps, units]. From the output h of the step before,
 * zero at first, and the input x of a step,
 *
 * <pre>
 * r = σ(x Wr + br + h Ur + cr)    z = σ(x Wz + bz + h Uz + cz)
 * n = tanh(x Wn + bn + r (h Un + cn))
 * h ← (1 − z) n + z h
 * </pre>
 *
 * <p>Parameters: {@code weight} [features, 3 · units], {@code recurrent-weight} [units, 3 · units],
 * {@code bias} b and {@code recurrent-bias} c, both [3 · units], the gates side by side in the
 * order r, z, n, which is PyTorch's (Keras has z first). PyTorch's matrices are the transposed
 * ones.
 *
 * <p>Recurrent weights start as orthogonal matrices, gate by gate (Saxe, McClelland and Ganguli
 * 2014), biases at 0.
 */
public record Gru(
    int units,
    @Default("last") ReturnedSteps returns,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("orthogonal") Initializer recurrentInitializer)
    implements RecurrentLayer, Layer {
  public Gru {
    Require.atLeast("units", units, 1);
  }

  @Override
  public Recurrence recurrence() {
    return new Recurrence(new GruCell(), units, returns);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    List<Initializer> biases = Collections.nCopies(3, new Constant(0));
    return recurrence().parameters(input, weightInitializer, recurrentInitializer, biases);
  }
}

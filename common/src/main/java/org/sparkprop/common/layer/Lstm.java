package org.sparkprop.common.layer;

import java.util.List;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.initializer.Constant;
import org.sparkprop.common.initializer.Initializer;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers,
 * Schmidhuber and Cummins 2000): [rows, steps, features] → [rows, units] or [rows, steps, units].
 * From state c and output h of the step before, both zero at first, and the input x of a step,
 *
 * <pre>
 * i = σ(x Wi + h Ui + bi)    f = σ(x Wf + h Uf + bf)    o = σ(x Wo + h Uo + bo)
 * g = tanh(x Wg + h Ug + bg)
 * c ← f c + i g              h ← o tanh c
 * </pre>
 *
 * <p>Parameters: {@code weight} [features, 4 · units], {@code recurrent-weight} [units, 4 · units]
 * and {@code bias} [4 · units], the gates side by side in the order i, f, g, o, which is PyTorch's
 * and Keras's. PyTorch's matrices are the transposed ones, and its two biases add up to this one.
 *
 * <p>Recurrent weights start as orthogonal matrices, gate by gate (Saxe, McClelland and Ganguli
 * 2014), which neither shrink nor stretch what goes round; the bias of the forget gate starts at 1,
 * so that a new layer remembers (Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and
 * Sutskever 2015, section 2.2), the others at 0.
 */
public record Lstm(
    int units,
    @Default("last") ReturnedSteps returns,
    @Default("1") double forgetBias,
    @Default("glorot-uniform") Initializer weightInitializer,
    @Default("orthogonal") Initializer recurrentInitializer)
    implements RecurrentLayer, Layer {
  public Lstm {
    Require.atLeast("units", units, 1);
    Require.that(
        Double.isFinite(forgetBias), "forgetBias: expected a finite number, got %s", forgetBias);
  }

  @Override
  public Recurrence recurrence() {
    return new Recurrence(new LstmCell(), units, returns);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Initializer zero = new Constant(0);
    List<Initializer> biases = List.of(zero, new Constant(forgetBias), zero, zero);
    return recurrence().parameters(input, weightInitializer, recurrentInitializer, biases);
  }
}

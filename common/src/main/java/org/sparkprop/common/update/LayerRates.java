package org.sparkprop.common.update;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparkprop.common.configuration.Require;

/**
 * A factor for the learning rate of some layers or parameters; 0 keeps them as they are. Where
 * several keys name a parameter their factors multiply.
 *
 * @param factors by what {@link ParameterLayout#require} allows
 */
public record LayerRates(Map<String, Double> factors) implements Link {
  public LayerRates {
    factors = Map.copyOf(factors);
    factors.forEach((name, factor) -> Require.notNegative(name, factor));
  }

  @Override
  public void check(ParameterLayout layout) {
    layout.require(factors.keySet(), "training.layer-rates");
  }

  @Override
  public void apply(Update update, LinkState state) {
    double[] ofSpan = ofSpans(update.layout());
    update.each(
        block -> {
          double factor = ofSpan[block.span()];
          double[] d = block.step();
          for (int i = 0; i < block.count(); i++) {
            d[i] *= factor;
          }
        });
  }

  private double[] ofSpans(ParameterLayout layout) {
    double[] ofSpan = new double[layout.spans().size()];
    Arrays.fill(ofSpan, 1);
    // In the order of the names, since a product of several factors has other bits in another.
    factors.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              boolean[] isNamed = layout.selected(List.of(name));
              for (int i = 0; i < ofSpan.length; i++) {
                ofSpan[i] *= isNamed[i] ? factors.get(name) : 1;
              }
            });
    return ofSpan;
  }
}

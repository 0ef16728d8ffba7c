package org.sparkprop.driver.verify;

import java.util.Optional;
import java.util.function.BiFunction;
import org.sparkprop.common.gradient.GradientSum;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.driver.round.RoundEngine;
import org.sparkprop.driver.round.RoundResult;
import org.sparkprop.worker.round.Round;

/**
 * An engine's rounds, each computed a second time in another way and compared with that to the bit
 * before anything is made of it.
 *
 * @param again gives the same round's sum
 */
record ComparedRounds(
    Network network, RoundEngine engine, BiFunction<FlatVector, Round, GradientSum> again)
    implements RoundEngine {

  /** The two are not the same; the message says where first. */
  static final class DifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DifferenceException(String message) {
      super(message);
    }
  }

  @Override
  public RoundResult run(FlatVector weights, Round round) {
    RoundResult result = engine.run(weights, round);
    GradientSum second = again.apply(weights, round);
    difference(result.sum(), second)
        .ifPresent(
            where -> {
              throw new DifferenceException(
                  "round %d (epoch %d): %s".formatted(round.number(), round.epoch(), where));
            });
    return result;
  }

  private Optional<String> difference(GradientSum first, GradientSum second) {
    Optional<String> gradient = difference(first.gradient(), second.gradient());
    if (gradient.isPresent()) {
      return gradient;
    }
    if (first.rows() != second.rows()) {
      return Optional.of(text("the number of rows", first.rows(), second.rows()));
    }
    if (differ(first.weight(), second.weight())) {
      return Optional.of(text("the rows' weight", first.weight(), second.weight()));
    }
    return differ(first.meanLoss(), second.meanLoss())
        ? Optional.of(text("the loss", first.meanLoss(), second.meanLoss()))
        : Optional.empty();
  }

  private Optional<String> difference(FlatVector first, FlatVector second) {
    if (first.length() != second.length()) {
      return Optional.of(text("the gradient's length", first.length(), second.length()));
    }
    for (int i = 0; i < first.length(); i++) {
      if (differ(first.get(i), second.get(i))) {
        return Optional.of(text(name(i), first.get(i), second.get(i)));
      }
    }
    return Optional.empty();
  }

  private String name(int number) {
    for (ParameterBlock block : network.blocks()) {
      int inBlock = number - block.offset();
      if (inBlock >= 0 && inBlock < block.length()) {
        return "the gradient of %s (%s), number %d"
            .formatted(block.tensorName(), network.label(block.layer()), inBlock);
      }
    }
    return "the curvature, number " + (number - network.parameterCount());
  }

  private static boolean differ(double first, double second) {
    return Double.doubleToRawLongBits(first) != Double.doubleToRawLongBits(second);
  }

  private static String text(String what, Object first, Object second) {
    return "%s is %s on the cluster and %s in one thread".formatted(what, first, second);
  }

  @Override
  public Optional<Evaluation> evaluate(FlatVector weights) {
    return engine.evaluate(weights);
  }

  @Override
  public void close() {
    engine.close();
  }
}

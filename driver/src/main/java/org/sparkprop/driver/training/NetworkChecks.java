package org.sparkprop.driver.training;

import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.Names;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.gradient.Curvature;
import org.sparkprop.common.loss.TargetKind;
import org.sparkprop.common.network.Network;
import org.sparkprop.common.network.ParameterBlock;
import org.sparkprop.common.network.Target;
import org.sparkprop.common.network.UnitRows;
import org.sparkprop.common.update.LevenbergMarquardt;
import org.sparkprop.common.update.LimitedMemoryBfgs;
import org.sparkprop.driver.configuration.TrainingConfiguration;

/** Whether a network, the rows' encoder and the settings of a training fit each other. */
final class NetworkChecks {
  private NetworkChecks() {}

  /**
   * Refuses what does not fit.
   *
   * @throws UserMistake naming the key
   */
  static void require(Network network, TrainingConfiguration training, Encoder encoder) {
    int outputs = network.output().size();
    int expected = encoder.layout().labels().size();
    String why = "as many as there are label columns";
    if (encoder.targetKind() == TargetKind.CLASS_INDEX) {
      expected = encoder.classes().size();
      why = "as many as the label has classes in the training rows";
    } else if (!encoder.classes().isEmpty() && encoder.classes().size() != 2) {
      throw new UserMistake(
          "network.loss: expected a label of two classes for sigmoid-cross-entropy, got %d; take softmax-cross-entropy"
              .formatted(encoder.classes().size()));
    }
    if (network.target() == Target.LABEL && outputs != expected) {
      throw new UserMistake(
          "network.layers: expected the last layer to give %d numbers, %s, got %d"
              .formatted(expected, why, outputs));
    }
    try {
      training.augmentation().ifPresent(augmentation -> augmentation.check(network));
    } catch (ConfigurationException e) {
      throw new UserMistake(e.getMessage(), e);
    }
    requireExactSums(network, training);
    requireComparableRounds(network, training);
  }

  /** Rules that try points compare losses, between which nothing but the weights may change. */
  private static void requireComparableRounds(Network network, TrainingConfiguration training) {
    String rule = Names.of(training.updateRule().getClass());
    boolean tries =
        training.updateRule() instanceof LimitedMemoryBfgs
            || training.updateRule() instanceof LevenbergMarquardt;
    if (tries && !network.noisyLayers().isEmpty()) {
      throw new UserMistake(
          "training.update-rule: %s compares the losses of trials, but %s draws random numbers in each round; leave that out or take another rule"
              .formatted(rule, network.noisyLayers().get(0)));
    }
    if (tries && training.augmentation().isPresent()) {
      throw new UserMistake(
          "training.augmentation: %s compares the losses of trials, which must be of the same rows; leave it out"
              .formatted(rule));
    }
    if (tries && UnitRows.areIn(network)) {
      throw new UserMistake(
          "training.update-rule: %s compares the losses of trials, but sparse-coding scales its atoms after each; take another rule"
              .formatted(rule));
    }
    if (training.curvature(network) == Curvature.NONE) {
      return;
    }
    if (network.loss().curvatureFactors(network.output().size()) == 0) {
      throw new UserMistake(
          "training.update-rule: %s needs a loss with curvature: mean-squared-error, softmax-cross-entropy or sigmoid-cross-entropy, got %s"
              .formatted(rule, Names.of(network.loss().getClass())));
    }
    if (network.batchStatistics().penalise()) {
      throw new UserMistake(
          "training.update-rule: %s knows no curvature of sparsity; take l-bfgs".formatted(rule));
    }
    if (!network.blocks().stream().allMatch(ParameterBlock::isTrained)) {
      throw new UserMistake(
          "training.update-rule: %s needs each row's own gradient, which batch-normalization mixes; take layer-normalization"
              .formatted(rule));
    }
  }

  /** Running averages travel as sums in the gradient's own places, and so do sums for means. */
  private static void requireExactSums(Network network, TrainingConfiguration training) {
    boolean penalisesMeans = network.batchStatistics().penalise();
    if (network.blocks().stream().allMatch(ParameterBlock::isTrained) && !penalisesMeans) {
      return;
    }
    String instead =
        penalisesMeans
            ? "got a network with sparsity, which goes by the means of all rows at one point"
            : "got a network whose batch-normalization sends exact sums with its gradient";
    if (!training.gradientCompression().isExact()) {
      throw new UserMistake("training.gradient-compression: expected none, " + instead);
    }
    if (training.localSteps().isPresent()) {
      throw new UserMistake("training.local-steps: expected nothing, " + instead);
    }
  }
}

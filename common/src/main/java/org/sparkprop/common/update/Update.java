package org.sparkprop.common.update;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.schedule.Schedule;
import org.sparkprop.common.vector.FlatVector;

/**
 * One round's update, as its links see it. Steps over blocks are not run when they are asked for
 * but together, block by block, when a sum over all blocks is read or the update ends: so a chain
 * of links passes over the memory once, and once more for each sum on which something depends, such
 * as the norm of the gradient.
 */
public final class Update {
  private final Progress progress;
  private final long count;
  private final ParameterLayout layout;
  private final Sweeper sweeper;
  private final FlatVector weights;
  private final FlatVector step;
  private final double weight;
  private final Optional<FlatVector> curvature;
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private double loss;
  private double rateFactor = 1;
  private Sum penalty;
  private boolean isPostponed;

  Update(
      Progress progress,
      long count,
      ParameterLayout layout,
      Sweeper sweeper,
      FlatVector weights,
      RoundMean mean) {
    this.progress = progress;
    this.count = count;
    this.layout = layout;
    this.sweeper = sweeper;
    this.weights = weights;
    this.step = mean.gradient();
    this.loss = mean.loss();
    this.weight = mean.weight();
    this.curvature = mean.curvature();
  }

  public Progress progress() {
    return progress;
  }

  /** The number of this update, from 1: that of the round, unless rounds are accumulated. */
  public long count() {
    return count;
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** Σ weights of the round's rows. */
  public double weight() {
    return weight;
  }

  /** The mean curvature's upper triangle, row after row, where the rule wants it; not a copy. */
  public Optional<FlatVector> curvature() {
    return curvature;
  }

  /** The mean loss before the step, with all penalties that earlier links have added. */
  public double loss() {
    return penalty == null ? loss : loss + penalty.total();
  }

  /** Adds to what {@link #loss} gives and reports it; computed when it is first wanted. */
  void addPenalty(Sum addend) {
    this.penalty = addend;
  }

  public void setLoss(double value) {
    this.loss = value;
  }

  /** The learning rate in this round: the schedule's, times what earlier links made of it. */
  public double rate(Schedule schedule) {
    double rate = schedule.at(progress) * rateFactor;
    report("learning-rate", rate);
    return rate;
  }

  /** Multiplies the learning rate of all links that follow. */
  public void scaleRate(double factor) {
    rateFactor *= factor;
  }

  /**
   * Runs {@code action} on every block, which may overwrite {@link Block#step} and the vectors; not
   * at once, but before anything that is asked for later.
   */
  public void each(BlockStep action, FlatVector... vectors) {
    sweeper.add(action, vectors);
  }

  /** Like {@link #each}, for an action that overwrites the weights. */
  public void move(BlockStep action, FlatVector... vectors) {
    sweeper.addMove(action, vectors);
  }

  /** A sum over the blocks, as all that was asked before leaves them. */
  public Sum sum(BlockSum addend, FlatVector... vectors) {
    Sum sum = new Sum(this, sweeper.spans());
    sweeper.add(sum, addend, vectors);
    return sum;
  }

  /** Runs all that was asked for, and gives the weights as they are then; may be overwritten. */
  public FlatVector movedWeights() {
    flush();
    return weights;
  }

  /** Runs all that was asked for, and gives the step as it is then; may be overwritten. */
  public FlatVector currentStep() {
    flush();
    return step;
  }

  /** Ends the chain here for this round: the weights stay. */
  public void postpone() {
    isPostponed = true;
  }

  boolean isPostponed() {
    return isPostponed;
  }

  /** Puts a number beside the round's own in its event and in the run's metrics. */
  public void report(String name, double value) {
    figures.put(name, value);
  }

  /** Ends the update: runs what is left to run, and gives the figures. */
  Map<String, Double> finish() {
    flush();
    if (penalty != null) {
      report("penalty", penalty.total());
    }
    return figures;
  }

  void flush() {
    sweeper.sweep(weights, step);
  }
}

package org.sparkprop.common.benchmark;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sparkprop.common.layer.Shape;
import org.sparkprop.common.schedule.Constant;
import org.sparkprop.common.schedule.Progress;
import org.sparkprop.common.update.Adam;
import org.sparkprop.common.update.Chain;
import org.sparkprop.common.update.Clip;
import org.sparkprop.common.update.LayerRates;
import org.sparkprop.common.update.ParameterLayout;
import org.sparkprop.common.update.Penalty;
import org.sparkprop.common.update.RoundMean;
import org.sparkprop.common.update.Updater;
import org.sparkprop.common.update.WeightAverage;
import org.sparkprop.common.update.WeightDecay;
import org.sparkprop.common.vector.FlatVector;
import org.sparkprop.common.vector.Precision;

/**
 * What a round's update takes, by the number of parameters: Adam alone, with links that join its
 * sweep over the memory, and with a norm that needs a sweep of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UpdateBenchmark {
  private static final Progress PROGRESS = new Progress(1, 100, 1000);
  private static final List<String> ALL = List.of("all");

  @Param({"535818", "5000000"})
  public int parameters;

  @Param({"adam", "joined", "clipped"})
  public String links;

  private FlatVector weights;
  private FlatVector gradient;
  private Updater updater;

  @Setup(Level.Trial)
  public void prepare() {
    Adam adam = new Adam(new Constant(1e-3), 0.9, 0.999, 1e-8);
    Chain chain =
        switch (links) {
          case "adam" -> Chain.of(adam);
          case "joined" ->
              Chain.of(
                  new Penalty(0, 1e-4, ALL),
                  adam,
                  new WeightDecay(0.01, ALL).with(adam),
                  new LayerRates(Map.of("0", 0.5)),
                  new WeightAverage(0.999));
          default -> Chain.of(new Clip(OptionalDouble.of(1), OptionalDouble.empty()), adam);
        };
    ParameterLayout.Span span =
        new ParameterLayout.Span(0, "dense", "weight", new Shape(parameters, 1), 0);
    updater = Updater.start(chain, new ParameterLayout(List.of(span)), Precision.FLOAT32);
    weights = FlatVector.zeros(Precision.FLOAT32, parameters);
    gradient = FlatVector.zeros(Precision.FLOAT32, parameters);
    for (int i = 0; i < parameters; i++) {
      gradient.set(i, Math.sin(i));
    }
  }

  @Benchmark
  public Map<String, Double> update() {
    return updater.update(weights, new RoundMean(gradient, 0, 1), PROGRESS);
  }
}

package org.sparkprop.driver.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sparkprop.driver.training.EndReason;
import org.sparkprop.driver.training.TrainingEvent;
import org.sparkprop.driver.training.TrainingListener;

/**
 * Shows a run as it goes: on a terminal one line that moves and a line for each epoch, elsewhere
 * plain lines, one an epoch and one at least every ten seconds.
 */
public final class ProgressDisplay implements TrainingListener, AutoCloseable {
  private static final long LINE_EVERY_NANOS = 10_000_000_000L;
  private static final int BAR_WIDTH = 110;

  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;
  private TrainingEvent.Started started;
  private long startedNanos;
  private long lastLineNanos;
  private double smoothedRate;
  private long rounds;
  private long firstRound;

  public ProgressDisplay(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started start) {
      onStart(start);
    } else if (event instanceof TrainingEvent.RoundEnded round) {
      onRound(round);
    } else if (event instanceof TrainingEvent.EpochEnded epoch) {
      onEpoch(epoch);
    } else if (event instanceof TrainingEvent.Ended ended) {
      close();
      out.printf(
          Locale.ROOT,
          "%s after %,d rounds, %s, %,.0f rows/s%n",
          text(ended.reason()),
          ended.rounds(),
          duration(ended.seconds()),
          ended.rows() / Math.max(1e-9, ended.seconds()));
      ended
          .bestEpoch()
          .ifPresent(epoch -> out.println("the model has the weights of epoch " + epoch));
      out.println("where the time went: " + ended.spent().text());
    } else if (event instanceof TrainingEvent.Resumed resumed) {
      firstRound = resumed.round();
      print(
          String.format(
              Locale.ROOT, "goes on after round %,d, from %s", firstRound, resumed.checkpoint()));
    } else if (event instanceof TrainingEvent.RolledBack back) {
      print(
          String.format(
              Locale.ROOT,
              "note: %s; back to round %,d, with %s times the learning rate",
              back.reason(),
              back.round(),
              back.learningRateFactor()));
    } else if (event instanceof TrainingEvent.RowsLeftOut left) {
      String one = left.rows().examples().get(0).message();
      print("note: " + left.rows().text(RunDirectory.REJECTED, one));
    } else if (event instanceof TrainingEvent.Calibrated calibrated) {
      print(
          String.format(
              Locale.ROOT,
              "calibrated: temperature %.4f; validation rows: log-loss %.4f, was %.4f;"
                  + " calibration-error %.4f, was %.4f",
              calibrated.temperature(),
              calibrated.after().get("log-loss"),
              calibrated.before().get("log-loss"),
              calibrated.after().get("calibration-error"),
              calibrated.before().get("calibration-error")));
    } else if (event instanceof TrainingEvent.Warned warned) {
      print("note: " + warned.warning());
    }
  }

  private static String text(EndReason reason) {
    return switch (reason) {
      case COMPLETED -> "done";
      case EARLY_STOPPED -> "stopped early, for want of gain,";
      case STOPPED -> "stopped";
    };
  }

  private void onStart(TrainingEvent.Started start) {
    started = start;
    startedNanos = System.nanoTime();
    lastLineNanos = startedNanos;
    out.printf(
        Locale.ROOT,
        "%s: %,d training, %,d validation and %,d test rows; %,d parameters; %d shards; %,d"
            + " rounds%n",
        start.name(),
        start.trainingRows(),
        start.validationRows(),
        start.testRows(),
        start.network().parameterCount(),
        start.shards(),
        start.totalRounds());
    out.println("each executor needs " + start.memory().text());
    start.warnings().forEach(warning -> out.println("note: " + warning));
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(start.name())
              .setInitialMax(start.totalRounds())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setMaxRenderedLength(BAR_WIDTH)
              .setConsumer(new ConsoleProgressBarConsumer(out, BAR_WIDTH))
              .build();
    }
  }

  private void onRound(TrainingEvent.RoundEnded round) {
    rounds = round.round();
    double rate = round.rows() / Math.max(1e-9, round.seconds());
    smoothedRate = smoothedRate == 0 ? rate : 0.9 * smoothedRate + 0.1 * rate;
    String state =
        String.format(
            Locale.ROOT,
            "epoch %d loss %.4f %,.0f rows/s",
            round.epoch(),
            round.loss(),
            smoothedRate);
    if (bar != null) {
      bar.setExtraMessage(state);
      bar.stepTo(round.round());
    } else if (System.nanoTime() - lastLineNanos > LINE_EVERY_NANOS) {
      lastLineNanos = System.nanoTime();
      out.printf(
          Locale.ROOT, "round %,d of %,d: %s, %s%n", rounds, started.totalRounds(), state, left());
    }
  }

  private void onEpoch(TrainingEvent.EpochEnded epoch) {
    lastLineNanos = System.nanoTime();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "epoch %d of %d: loss %.4f",
            epoch.epoch(),
            started.totalRounds() / started.roundsPerEpoch(),
            epoch.trainLoss()));
    Map<String, Double> validation = epoch.validation();
    for (String name : new String[] {"loss", "accuracy", "mean-squared-error", "r2"}) {
      if (validation.containsKey(name)) {
        line.append(String.format(Locale.ROOT, ", validation %s %.4f", name, validation.get(name)));
      }
    }
    line.append(
        String.format(
            Locale.ROOT, ", %,.0f rows/s", epoch.rows() / Math.max(1e-9, epoch.seconds())));
    if (bar == null) {
      line.append(", ").append(left());
    }
    print(line.toString());
  }

  /** A line of its own; over the moving line, which is drawn again below. */
  private void print(String line) {
    if (bar != null) {
      out.print("\r\033[K");
    }
    out.println(line);
  }

  private String left() {
    double seconds = (System.nanoTime() - startedNanos) * 1e-9;
    return duration(seconds / Math.max(1, rounds - firstRound) * (started.totalRounds() - rounds))
        + " left";
  }

  private static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration whole = Duration.ofSeconds(Math.round(seconds));
    return whole.toHours() > 0
        ? "%d h %d min".formatted(whole.toHours(), whole.toMinutesPart())
        : "%d min %d s".formatted(whole.toMinutes(), whole.toSecondsPart());
  }

  /** Ends the moving line. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

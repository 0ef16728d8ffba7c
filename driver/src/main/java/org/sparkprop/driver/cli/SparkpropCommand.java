package org.sparkprop.driver.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.sparkprop.common.configuration.ConfigurationException;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.driver.round.DivergenceException;
import org.sparkprop.driver.training.CheckpointException;
import org.sparkprop.driver.training.FullDiskException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "sparkprop",
    mixinStandardHelpOptions = true,
    version = "sparkprop 0.1.0",
    description = "Trains neural networks on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      CrossValidateCommand.class,
      InspectCommand.class,
      DescribeCommand.class,
      PlanCommand.class,
      CompareCommand.class,
      CheckGradientsCommand.class,
      FindLearningRateCommand.class,
      VerifyCommand.class
    })
public final class SparkpropCommand {
  private static final int FAILED = 1;
  private static final int MISTAKE = 2;

  private SparkpropCommand() {}

  /** Runs a command; returns the exit status. */
  public static int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new SparkpropCommand());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> report(failure, command.getErr()));
    commandLine.setParameterExceptionHandler(
        (failure, given) -> {
          PrintWriter err = failure.getCommandLine().getErr();
          err.println("sparkprop: " + failure.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
          err.println("sparkprop --help, or sparkprop COMMAND --help, says what there is.");
          return MISTAKE;
        });
    if (arguments.length == 0) {
      commandLine.usage(commandLine.getErr());
      return MISTAKE;
    }
    return commandLine.execute(arguments);
  }

  private static int report(Exception failure, PrintWriter err) {
    if (failure instanceof UserMistake || failure instanceof ConfigurationException) {
      failure.getMessage().lines().forEach(line -> err.println("sparkprop: " + line));
      return MISTAKE;
    }
    if (failure instanceof DivergenceException) {
      err.println(
          "sparkprop: the run diverged: "
              + failure.getMessage()
              + "; a smaller learning rate or scaled inputs (data.encode) usually help");
      return FAILED;
    }
    Optional<FullDiskException> full =
        failure instanceof CheckpointException || failure instanceof FullDiskException
            ? Optional.empty()
            : FullDiskException.of(failure);
    Exception said = full.isPresent() ? full.get() : failure;
    err.println("sparkprop: the run failed: " + firstLine(said));
    if (!(said instanceof CheckpointException || said instanceof FullDiskException)) {
      failure.printStackTrace(err);
    }
    return FAILED;
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.lines().findFirst().orElse(failure.toString());
  }
}

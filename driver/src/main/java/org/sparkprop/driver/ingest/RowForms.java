package org.sparkprop.driver.ingest;

import java.util.Optional;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.Encoder;
import org.sparkprop.common.row.RowForm;
import org.sparkprop.common.update.LevenbergMarquardt;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.RowFormChoice;

/** Chooses between dense and sparse rows: by the configuration and the encoder alone. */
final class RowForms {
  /** With fewer numbers from such columns dense products are as fast. */
  private static final int FEWEST_SPARSE = 1024;

  private static final double LEAST_SHARE = 0.9;

  private RowForms() {}

  /**
   * The form of a run's rows.
   *
   * @throws UserMistake if sparse rows are asked for and cannot be
   */
  static RowForm of(RunConfiguration configuration, Encoder encoder) {
    RowFormChoice choice = configuration.data().rowForm();
    Optional<String> obstacle = obstacle(configuration);
    if (choice == RowFormChoice.SPARSE && obstacle.isPresent()) {
      throw new UserMistake(
          "data.row-form: expected dense or auto, since %s, got sparse".formatted(obstacle.get()));
    }
    if (choice == RowFormChoice.AUTO) {
      int sparse = encoder.sparseWidth();
      boolean worthIt = sparse >= FEWEST_SPARSE && sparse >= LEAST_SHARE * encoder.width();
      return worthIt && obstacle.isEmpty() ? RowForm.SPARSE : RowForm.DENSE;
    }
    return choice == RowFormChoice.SPARSE ? RowForm.SPARSE : RowForm.DENSE;
  }

  private static Optional<String> obstacle(RunConfiguration configuration) {
    if (!configuration.network().takesSparseRows()) {
      return Optional.of(
          "only a network of label targets that begins with dense takes sparse rows");
    }
    if (configuration.training().augmentation().isPresent()) {
      return Optional.of("training.augmentation changes dense rows");
    }
    if (configuration.training().updateRule() instanceof LevenbergMarquardt) {
      return Optional.of("levenberg-marquardt takes each row's own gradient");
    }
    return Optional.empty();
  }
}

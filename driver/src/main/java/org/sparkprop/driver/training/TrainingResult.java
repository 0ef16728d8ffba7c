package org.sparkprop.driver.training;

import java.util.Optional;
import org.sparkprop.common.metric.Evaluation;
import org.sparkprop.driver.model.TrainedModel;

/**
 * What a run gives.
 *
 * @param test of the test rows, if there are any
 */
public record TrainingResult(TrainedModel model, EndReason reason, Optional<Evaluation> test) {}

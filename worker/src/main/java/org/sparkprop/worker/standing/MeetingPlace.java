package org.sparkprop.worker.standing;

import java.io.Serializable;
import org.sparkprop.common.vector.Precision;

/**
 * Where tasks find their run's {@link Meeting}.
 *
 * @param run the run
 * @param host of the driver, as executors reach it
 * @param port of the driver's {@link MeetingServer}; 0 where all is in one JVM
 * @param parameters how many weights there are
 * @param precision of the weights
 */
public record MeetingPlace(String run, String host, int port, int parameters, Precision precision)
    implements Serializable {}

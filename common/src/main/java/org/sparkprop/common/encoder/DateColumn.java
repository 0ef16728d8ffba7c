package org.sparkprop.common.encoder;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkprop.common.configuration.Name;

/**
 * A date's parts: the year, brought to mean 0 and variance 1 over the training rows; sine and
 * cosine of the month, January at the angle 0 and a full turn a year; of the day of the week,
 * Monday at the angle 0; and, where training rows have a time of day, of the hour with its
 * fraction, midnight at the angle 0. A missing date is all zeros: the mean year, and no month, day
 * or hour.
 *
 * @param year of which standardised years are made
 * @param hours whether there are those of the hour
 */
@Name("date")
record DateColumn(ScalarEncoder year, boolean hours) implements NumericEncoder {
  private static final double SECONDS_OF_DAY = 86_400;

  static DateColumn of(ColumnStatistics statistics) {
    double mean = statistics.moments().mean();
    return new DateColumn(
        NumberColumn.standardized(statistics.moments(), mean), statistics.range()[1] > 0);
  }

  /** The year of a moment in seconds since the start of 1970; NaN of NaN. */
  static double year(double seconds) {
    return Double.isNaN(seconds) ? Double.NaN : moment(seconds).getYear();
  }

  /** Its time of day as a share of the day. */
  static double timeOfDay(double seconds) {
    double days = Math.floor(seconds / SECONDS_OF_DAY);
    return (seconds - days * SECONDS_OF_DAY) / SECONDS_OF_DAY;
  }

  private static LocalDateTime moment(double seconds) {
    return LocalDateTime.ofEpochSecond((long) Math.floor(seconds), 0, ZoneOffset.UTC);
  }

  @Override
  public int width() {
    return hours ? 7 : 5;
  }

  @Override
  public List<String> names(String column) {
    List<String> names = new ArrayList<>(List.of(column + "_year"));
    for (String part : hours ? List.of("month", "weekday", "hour") : List.of("month", "weekday")) {
      names.add(column + "_" + part + "_sine");
      names.add(column + "_" + part + "_cosine");
    }
    return names;
  }

  @Override
  public void encode(double seconds, double[] features, int at) {
    if (Double.isNaN(seconds)) {
      Arrays.fill(features, at, at + width(), 0);
      return;
    }
    LocalDateTime moment = moment(seconds);
    features[at] = year.encode(moment.getYear());
    turn((moment.getMonthValue() - 1) / 12.0, features, at + 1);
    turn((moment.getDayOfWeek().getValue() - 1) / 7.0, features, at + 3);
    if (hours) {
      turn(timeOfDay(seconds), features, at + 5);
    }
  }

  private static void turn(double turns, double[] features, int at) {
    double angle = 2 * Math.PI * turns;
    features[at] = StrictMath.sin(angle);
    features[at + 1] = StrictMath.cos(angle);
  }

  @Override
  public void decode(double[] features, int at) {
    year.decode(features, at);
  }

  @Override
  public DateColumn withFill(double fill) {
    return this;
  }

  @Override
  public boolean leavesShares() {
    return true;
  }
}

package org.sparkprop.common.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sparkprop.common.encoder.Fitting.decoded;
import static org.sparkprop.common.encoder.Fitting.encoded;
import static org.sparkprop.common.encoder.Fitting.toNumbers;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DateColumnTest {
  private static double at(String moment) {
    return LocalDateTime.parse(moment).toEpochSecond(ZoneOffset.UTC);
  }

  @Test
  void daysHaveYearMonthAndWeekday() {
    // A Monday and a Sunday; the years have mean 2024 and variance 1.
    Encoder encoder =
        toNumbers("{'date': 'x'}", at("2023-01-02T00:00:00"), at("2025-12-28T00:00:00"));
    assertArrayEquals(new double[] {-1, 0, 1, 0, 1}, encoded(encoder, at("2023-01-02T00:00:00")));
    double sunday = 2 * Math.PI * 6 / 7;
    assertArrayEquals(
        new double[] {0, 1, 0, Math.sin(sunday), Math.cos(sunday)},
        encoded(encoder, at("2024-04-28T18:00:00")),
        1e-15,
        "April is a quarter of the turn; no row of training had a time of day");
    assertArrayEquals(new double[5], encoded(encoder, Double.NaN));
    assertEquals(2031, decoded(encoder, at("2031-05-05T00:00:00")));
    assertEquals(
        List.of("x_year", "x_month_sine", "x_month_cosine", "x_weekday_sine", "x_weekday_cosine"),
        encoder.featureNames());
  }

  @Test
  void momentsHaveTheHourToo() {
    Encoder encoder = toNumbers("{'date': 'x'}", at("2024-01-01T06:00:00"), Double.NaN);
    assertEquals(7, encoder.width());
    assertArrayEquals(
        new double[] {0, 0, 1, 0, 1, 1, 0}, encoded(encoder, at("2024-01-01T06:00:00")), 1e-15);
    double angle = 2 * Math.PI * 22.5 / 24;
    double[] evening = encoded(encoder, at("2024-01-01T22:30:00"));
    assertEquals(Math.sin(angle), evening[5], 1e-15);
    assertEquals(Math.cos(angle), evening[6], 1e-15);
    assertEquals(List.of("x_hour_sine", "x_hour_cosine"), encoder.featureNames().subList(5, 7));
  }

  @Test
  void daysBefore1970() {
    Encoder encoder = toNumbers("{'date': 'x'}", at("1969-12-31T18:00:00"));
    double[] numbers = encoded(encoder, at("1969-12-31T18:00:00"));
    double december = 2 * Math.PI * 11 / 12;
    double wednesday = 2 * Math.PI * 2 / 7;
    assertArrayEquals(
        new double[] {
          0, Math.sin(december), Math.cos(december), Math.sin(wednesday), Math.cos(wednesday), -1, 0
        },
        numbers,
        1e-15);
  }
}

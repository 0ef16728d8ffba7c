package org.sparkprop.driver.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DateCellTest {
  /** 2001-09-09T01:46:40Z. */
  private static final double BILLION = 1e9;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001-09-09T01:46:40",
        "2001-09-09 01:46:40",
        "2001-09-09T01:46:40Z",
        "2001-09-09T03:46:40+02:00",
        "2001-09-08 21:46:40.000-0400",
        "2001-09-09T06:46:40+05"
      })
  void oneMoment(String text) {
    assertEquals(BILLION, DateCell.seconds(text));
  }

  @Test
  void daysMinutesAndFractions() {
    assertEquals(0, DateCell.seconds("1970-01-01"));
    assertEquals(0, DateCell.seconds(" 1970-01-01 "), "blanks around a text do not count");
    assertEquals(-86_400, DateCell.seconds("1969-12-31"));
    assertEquals(60, DateCell.seconds("1970-01-01T00:01"));
    assertEquals(0.25, DateCell.seconds("1970-01-01T00:00:00.25"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "31.05.2024",
        "2024-5-31",
        "2024-02-30",
        "2023-02-29",
        "2024-05-31T25:00",
        "2024-05-31T",
        "2024-05-3110:00",
        "2024-05-31T10:00 Europe/Berlin",
        "20240531",
        "1717100000"
      })
  void whatIsNoDate(String text) {
    assertEquals(Double.NaN, DateCell.seconds(text));
  }

  @Test
  void objectsThatSparkGives() {
    TimeZone before = TimeZone.getDefault();
    try {
      for (String zone : new String[] {"UTC", "America/New_York", "Asia/Tokyo"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertEquals(
            BILLION, DateCell.seconds(Timestamp.from(Instant.ofEpochSecond(1_000_000_000))), zone);
        double day = 11_574 * 86_400.0;
        assertEquals(day, DateCell.seconds(Date.valueOf("2001-09-09")), zone);
        assertEquals(day, DateCell.seconds(LocalDate.of(2001, 9, 9)), zone);
        assertEquals(BILLION, DateCell.seconds(Instant.ofEpochSecond(1_000_000_000)), zone);
        assertEquals(BILLION, DateCell.seconds(LocalDateTime.of(2001, 9, 9, 1, 46, 40)), zone);
      }
    } finally {
      TimeZone.setDefault(before);
    }
  }
}

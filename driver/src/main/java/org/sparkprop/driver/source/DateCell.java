package org.sparkprop.driver.source;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Days and moments as seconds since the start of 1970. What names a moment of the whole world, a
 * Spark timestamp or a text with an offset from UTC, is taken in UTC, so that it is the same
 * whatever a machine's or a session's zone; the rest is taken as it is written.
 */
final class DateCell {
  private static final DateTimeFormatter ISO_8601 =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Where the T stands, for which a blank may stand too. */
  private static final int TIME = "2024-05-31".length();

  private static final double NANOS = 1e-9;

  private DateCell() {}

  static boolean isDate(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** Of any object that Spark gives for such a cell, or of a text; NaN where that is no date. */
  static double seconds(Object cell) {
    if (cell instanceof Date date) {
      return seconds(date.toLocalDate().atStartOfDay());
    }
    if (cell instanceof LocalDate date) {
      return seconds(date.atStartOfDay());
    }
    if (cell instanceof Timestamp timestamp) {
      return seconds(timestamp.toInstant());
    }
    if (cell instanceof Instant instant) {
      return seconds(instant);
    }
    return cell instanceof LocalDateTime moment ? seconds(moment) : parsed(cell.toString().strip());
  }

  private static double seconds(Instant instant) {
    return seconds(instant.atOffset(ZoneOffset.UTC).toLocalDateTime());
  }

  private static double seconds(LocalDateTime moment) {
    return moment.toEpochSecond(ZoneOffset.UTC) + moment.getNano() * NANOS;
  }

  private static double parsed(String text) {
    boolean isApart = text.length() > TIME && text.charAt(TIME) == ' ';
    String iso = isApart ? text.substring(0, TIME) + "T" + text.substring(TIME + 1) : text;
    try {
      TemporalAccessor read =
          ISO_8601.parseBest(iso, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (read instanceof OffsetDateTime moment) {
        return seconds(moment.toInstant());
      }
      return seconds(
          read instanceof LocalDateTime moment
              ? moment
              : LocalDateTime.of((LocalDate) read, LocalTime.MIDNIGHT));
    } catch (DateTimeParseException e) {
      return Double.NaN;
    }
  }
}

package org.sparkprop.driver.inspect;

import java.util.Locale;
import java.util.stream.Collectors;
import org.sparkprop.driver.configuration.RunConfiguration;
import org.sparkprop.driver.source.OnBadRow;
import org.sparkprop.driver.source.SplitConfiguration;

/** A summary of data as a page for people. */
public final class SummaryText {
  private static final int LONGEST_TEXT = 24;
  private static final int MOST_CLASSES = 30;

  private final DataSummary data;
  private final RunConfiguration configuration;
  private final StringBuilder text = new StringBuilder();

  private SummaryText(DataSummary data, RunConfiguration configuration) {
    this.data = data;
    this.configuration = configuration;
  }

  public static String of(DataSummary data, RunConfiguration configuration) {
    SummaryText page = new SummaryText(data, configuration);
    page.line(
        "%s: %s of %s, %,d columns",
        data.name(), DataCheck.rows(data.rows()), data.source(), data.columns().size());
    page.columns();
    page.classes();
    page.split();
    page.copies();
    page.unusable();
    page.warnings();
    return page.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private void columns() {
    TextTable table =
        new TextTable(
            3,
            9,
            "column",
            "role",
            "type",
            "missing",
            "distinct",
            "least",
            "greatest",
            "mean",
            "deviation",
            "commonest");
    for (ColumnSummary column : data.columns()) {
      table.add(
          column.name(),
          word(column.role()),
          column.type(),
          counted(column.missing()),
          column.distinct().text(),
          column.numbers().map(of -> Figures.number(of.least())).orElse(""),
          column.numbers().map(of -> Figures.number(of.greatest())).orElse(""),
          column.numbers().map(of -> Figures.number(of.mean())).orElse(""),
          column.numbers().map(of -> Figures.number(of.standardDeviation())).orElse(""),
          column.commonest().stream()
              .map(value -> "%s (%s)".formatted(cut(value.value()), value.rows().text()))
              .collect(Collectors.joining(", ")));
    }
    text.append('\n').append(table.text());
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_TEXT ? value : value.substring(0, LONGEST_TEXT - 1) + "…";
  }

  private static String counted(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void classes() {
    if (data.classes().isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(1, 6, "class", "rows", "share", "training", "validation", "test");
    for (ClassRows of : data.classes().subList(0, Math.min(MOST_CLASSES, data.classes().size()))) {
      table.add(
          cut(of.name()),
          counted(of.rows()),
          String.format(Locale.ROOT, "%.1f%%", 100.0 * of.rows() / data.split().all()),
          counted(of.parts().training()),
          counted(of.parts().validation()),
          counted(of.parts().test()));
    }
    text.append('\n').append(table.text());
    if (data.classes().size() > MOST_CLASSES) {
      line("and %,d classes more", data.classes().size() - MOST_CLASSES);
    }
  }

  private void split() {
    SplitConfiguration split = configuration.data().split();
    text.append('\n');
    line(
        "split      %,d training, %,d validation and %,d test rows (shares by seed %d: validation"
            + " %s, test %s)",
        data.split().training(),
        data.split().validation(),
        data.split().test(),
        split.seed(),
        Figures.number(split.validation()),
        Figures.number(split.test()));
    configuration
        .data()
        .ownSources()
        .forEach(
            (part, source) ->
                line(
                    "           all rows of %s are %s rows; columns are those of the others",
                    source.label(), part.name().toLowerCase(Locale.ROOT)));
  }

  private void copies() {
    boolean isSplit = configuration.data().ownSources().isEmpty();
    line(
        "copies     %s another in all columns that training reads%s",
        data.copies().repeated() == 1
            ? "1 row repeats"
            : counted(data.copies().repeated()) + " rows repeat",
        isSplit ? "; such rows are always in one part" : "");
    boolean isDisjoint = data.copies().testInTraining() + data.copies().validationInTraining() == 0;
    line(
        "overlap    %,d test and %,d validation rows have the inputs of a training row%s",
        data.copies().testInTraining(),
        data.copies().validationInTraining(),
        isDisjoint || !isSplit ? "" : ", but another label or weight");
  }

  private void unusable() {
    long count = data.unusable().count();
    if (count > 0) {
      line("unusable   %s, %s; such as", DataCheck.rows(count), whatThen(count));
      line("           %s", data.unusable().example().orElse(""));
    }
  }

  private String whatThen(long count) {
    int most = configuration.data().maxBadRows();
    if (configuration.data().onBadRow() == OnBadRow.FAIL) {
      return "and training stops at one (data.on-bad-row: fail)";
    }
    return count <= most
        ? "which training leaves out (data.on-bad-row: skip)"
        : String.format(
            Locale.ROOT, "and training stops, since data.max-bad-rows allows %,d", most);
  }

  private void warnings() {
    text.append('\n');
    line(data.warnings().isEmpty() ? "no warnings" : "warnings");
    data.warnings().forEach(warning -> line("  %s", warning.sentence()));
  }
}

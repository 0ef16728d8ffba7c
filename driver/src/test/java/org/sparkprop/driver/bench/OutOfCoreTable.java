package org.sparkprop.driver.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The figures of {@link OutOfCore} as documentation takes them. */
final class OutOfCoreTable {
  private OutOfCoreTable() {}

  /** A column for each size. */
  static String markdown(List<? extends JsonNode> sizes) {
    StringBuilder text = new StringBuilder();
    row(text, "", sizes, size -> size.get("size").asText());
    row(text, "---", sizes, size -> "---");
    number(text, "rows, million", sizes, "%.3f", s -> s.at("/train/rows").asDouble() * 1e-6);
    number(text, "Parquet, GB", sizes, "%.2f", s -> s.get("parquet").asDouble());
    number(text, "Spark reads and writes it, s", sizes, "%.1f", s -> seconds(s, "copy"));
    number(text, "ingestion, s", sizes, "%.1f", s -> s.at("/train/ingestion").asDouble());
    number(
        text,
        "ingestion / Spark's copy",
        sizes,
        "%.2f",
        s -> s.at("/train/ingestion").asDouble() / seconds(s, "copy"));
    number(text, "rows/s, epoch 1", sizes, "%,.0f", s -> s.at("/train/firstEpoch").asDouble());
    number(text, "rows/s, epoch 2", sizes, "%,.0f", s -> s.at("/train/secondEpoch").asDouble());
    number(
        text,
        "rows/s, median of the later half of the epochs",
        sizes,
        "%,.0f",
        s -> s.at("/train/laterEpochs").asDouble());
    number(text, "loss of the last epoch", sizes, "%.4f", s -> s.at("/train/loss").asDouble());
    number(text, "local disks, GB at most", sizes, "%.2f", s -> s.at("/train/disk").asDouble());
    for (String work : List.of("train", "evaluate", "predict")) {
      for (String process : List.of("executor", "driver")) {
        number(
            text,
            "%s: %s, MiB of its own at most".formatted(work, process),
            sizes,
            "%.0f",
            s -> s.at("/" + work + "/" + process + "Own").asDouble());
        number(
            text,
            "%s: %s, MiB with pages of files".formatted(work, process),
            sizes,
            "%.0f",
            s -> s.at("/" + work + "/" + process + "Peak").asDouble());
      }
    }
    number(text, "evaluate, s", sizes, "%.1f", s -> seconds(s, "evaluate"));
    number(text, "predict and write, s", sizes, "%.1f", s -> seconds(s, "predict"));
    return text.toString();
  }

  private static double seconds(JsonNode size, String work) {
    return size.at("/" + work + "/seconds").asDouble(Double.NaN);
  }

  private static void number(
      StringBuilder text,
      String name,
      List<? extends JsonNode> sizes,
      String format,
      Function<JsonNode, Double> value) {
    row(text, name, sizes, size -> String.format(Locale.ROOT, format, value.apply(size)));
  }

  private static void row(
      StringBuilder text,
      String name,
      List<? extends JsonNode> sizes,
      Function<JsonNode, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    sizes.forEach(size -> cells.add(cell.apply(size)));
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}

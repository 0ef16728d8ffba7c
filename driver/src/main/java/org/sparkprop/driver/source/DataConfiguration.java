package org.sparkprop.driver.source;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkprop.common.configuration.Default;
import org.sparkprop.common.configuration.Require;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.encoder.EncodeConfiguration;
import org.sparkprop.worker.shard.Part;

/**
 * The {@code data} part.
 *
 * @param source where rows come from; left out where a program hands a table in
 * @param validation where validation rows come from, if they have a source of their own
 * @param test where test rows come from, if they have a source of their own
 * @param label the column, or for regression columns, to be predicted; none where a network only
 *     rebuilds its inputs
 * @param features the columns that go into the network; empty: all that have no other use
 * @param ignore columns that go nowhere
 * @param weight the column with each row's weight
 * @param rowForm whether encoded rows are dense or sparse
 * @param classWeights whether rare classes weigh more in training
 * @param onBadRow what becomes of rows that cannot be used
 * @param maxBadRows how many may be left out before the run ends all the same
 */
public record DataConfiguration(
    Optional<Source> source,
    Optional<Source> validation,
    Optional<Source> test,
    List<String> label,
    List<String> features,
    List<String> ignore,
    Optional<String> weight,
    @Default("{}") SplitConfiguration split,
    @Default("{}") EncodeConfiguration encode,
    @Default("{}") MissingConfiguration missing,
    @Default("auto") RowFormChoice rowForm,
    @Default("equal") ClassWeights classWeights,
    @Default("fail") OnBadRow onBadRow,
    @Default("1000") int maxBadRows) {
  public DataConfiguration {
    Require.that(
        features.isEmpty() || ignore.isEmpty(),
        "ignore: expected either features or ignore, got both");
    Require.atLeast("maxBadRows", maxBadRows, 0);
    Require.that(
        test.isEmpty() || split.test() == 0,
        "test: expected either a source of test rows or split.test, a share of the others, got"
            + " both");
    Require.that(
        validation.isEmpty() || split.validation() == 0,
        "validation: expected either a source of validation rows or split.validation, a share of"
            + " the others, got both");
  }

  /** The same where nothing is to be predicted: label columns go nowhere. */
  public DataConfiguration withoutLabel() {
    List<String> nowhere = new ArrayList<>(ignore);
    if (features.isEmpty()) {
      nowhere.addAll(label);
    }
    return new DataConfiguration(
        source,
        validation,
        test,
        List.of(),
        features,
        nowhere,
        weight,
        split,
        encode,
        missing,
        rowForm,
        classWeights,
        onBadRow,
        maxBadRows);
  }

  /** The parts that have a source of their own. */
  public Map<Part, Source> ownSources() {
    Map<Part, Source> own = new EnumMap<>(Part.class);
    validation.ifPresent(of -> own.put(Part.VALIDATION, of));
    test.ifPresent(of -> own.put(Part.TEST, of));
    return own;
  }

  /**
   * Where the rows come from.
   *
   * @throws UserMistake if that was left out
   */
  public Source requiredSource() {
    return source.orElseThrow(
        () -> new UserMistake("data.source: is missing: say where the rows come from"));
  }
}

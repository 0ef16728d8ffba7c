package org.sparkprop.common.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BinderTest {
  /** A family. */
  @Members(
      value = {Fixed.class, NearestGrid2d.class},
      number = Fixed.class)
  interface Grid {}

  /** The member that a bare number stands for. */
  record Fixed(@Default("3") int size) implements Grid {
    Fixed {
      Require.atLeast("size", size, 1);
    }
  }

  /** Another member. */
  record NearestGrid2d(double lowerBound, @Default("[]") List<String> names) implements Grid {}

  /** A record whose first component is a text. */
  record Place(String path, @Default("false") boolean header) {}

  @Test
  void aTextStandsForTheFirstComponent() {
    assertEquals(new Place("a/b.csv", false), Binder.bind(json("'a/b.csv'"), Place.class, "place"));
  }

  /** Kinds. */
  enum Kind {
    PLAIN,
    VERY_FANCY
  }

  /** All that a component can be. */
  record All(
      @Default("plain") Kind kind,
      @Default("fixed") Grid grid,
      List<Grid> more,
      Map<String, Double> factors,
      Optional<String> note,
      OptionalInt most,
      OptionalDouble scale,
      @Default("7") long seed,
      @Default("false") boolean quick) {}

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static All all(String text) {
    return Binder.bind(json(text), All.class, "");
  }

  private static List<String> problems(String text) {
    return assertThrows(ConfigurationException.class, () -> all(text)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static String problem(String text) {
    List<String> problems = problems(text);
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  @Test
  void defaultsStandForWhatIsLeftOut() {
    assertEquals(
        new All(
            Kind.PLAIN,
            new Fixed(3),
            List.of(),
            Map.of(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            7,
            false),
        all("{}"));
  }

  private static final String FULL =
      "{'kind': 'very-fancy', 'grid': {'nearest-grid-2d': {'lower-bound': -1.5, 'names': 'one'}},"
          + " 'more': [5, 'fixed', {'fixed': {'size': 9}}], 'factors': {'a b': 2, 'c': 0.5},"
          + " 'note': 'a text', 'most': 4, 'scale': 1e-3, 'seed': 9007199254740993, 'quick': true}";

  @Test
  void everyKindOfComponent() {
    All bound = all(FULL);
    assertEquals(Kind.VERY_FANCY, bound.kind());
    assertEquals(new NearestGrid2d(-1.5, List.of("one")), bound.grid());
    assertEquals(List.of(new Fixed(5), new Fixed(3), new Fixed(9)), bound.more());
    assertEquals(Map.of("a b", 2.0, "c", 0.5), bound.factors());
    assertEquals(Optional.of("a text"), bound.note());
    assertEquals(4, bound.most().getAsInt());
    assertEquals(1e-3, bound.scale().getAsDouble());
    assertEquals(9007199254740993L, bound.seed());
  }

  @Test
  void aTreeOfAValueBindsToTheValue() {
    assertEquals(all(FULL), Binder.bind(ConfigurationTree.of(all(FULL)), All.class, ""));
    assertEquals(all("{}"), Binder.bind(ConfigurationTree.of(all("{}")), All.class, ""));
  }

  @Test
  void misspeltNames() {
    assertEquals("sede: unknown key; did you mean `seed`?", problem("{'sede': 1}"));
    assertEquals(
        "wholly-else: unknown key; allowed: kind, grid, more, factors, note, most, scale, seed,"
            + " quick",
        problem("{'wholly-else': 1}"));
    assertEquals(
        "grid: unknown name `nearest-grid`; did you mean `nearest-grid-2d`?",
        problem("{'grid': 'nearest-grid'}"));
    assertEquals(
        "kind: unknown value `fancy`; allowed: plain, very-fancy", problem("{'kind': 'fancy'}"));
    assertEquals(
        "more[1].fixed.sise: unknown key; did you mean `size`?",
        problem("{'more': [1, {'fixed': {'sise': 2}}]}"));
  }

  @Test
  void wrongTypes() {
    assertEquals("seed: expected a whole number, got 1.5", problem("{'seed': 1.5}"));
    assertEquals("most: expected a whole number, got 3000000000", problem("{'most': 3000000000}"));
    assertEquals("scale: expected a number, got `much`", problem("{'scale': 'much'}"));
    assertEquals("quick: expected true or false, got `yes`", problem("{'quick': 'yes'}"));
    assertEquals("more: expected a list, got {}", problem("{'more': {}}"));
    assertEquals(
        "factors: expected a map of keys and values, got [1]", problem("{'factors': [1]}"));
    assertEquals(
        "grid: expected one of fixed, nearest-grid-2d, got {\"a\":1,\"b\":2}",
        problem("{'grid': {'a': 1, 'b': 2}}"));
    assertEquals("note: expected a text, got []", problem("{'note': []}"));
  }

  @Test
  void valuesThatARecordRefuses() {
    assertEquals(
        "grid.fixed.size: expected at least 1, got 0", problem("{'grid': {'fixed': {'size': 0}}}"));
    assertEquals("grid.size: expected at least 1, got -2", problem("{'grid': -2}"));
    assertEquals(
        "grid.nearest-grid-2d.lower-bound: is missing", problem("{'grid': 'nearest-grid-2d'}"));
  }

  @Test
  void allMistakesAtOnce() {
    assertEquals(3, problems("{'seed': 'a', 'sede': 1, 'more': [1, 'fixd']}").size());
  }
}

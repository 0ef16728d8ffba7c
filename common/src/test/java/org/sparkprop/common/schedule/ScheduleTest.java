package org.sparkprop.common.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkprop.common.configuration.Binder;
import org.sparkprop.common.configuration.ConfigurationException;

/** Every schedule at points worked by hand: 10 rounds an epoch, 10 epochs unless said. */
class ScheduleTest {
  private static Schedule schedule(String text) {
    try {
      return Binder.bind(
          new ObjectMapper().readTree(text.replace('\'', '"')), Schedule.class, "rate");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void assertAt(double expected, Schedule schedule, long round) {
    assertEquals(expected, schedule.at(new Progress(round, 10, 100)), 1e-12, "round " + round);
  }

  @Test
  void aNumberIsConstant() {
    assertAt(0.25, schedule("0.25"), 1);
    assertAt(0.25, schedule("0.25"), 100);
  }

  @Test
  void stepsHoldForTheirEpochs() {
    Schedule schedule = schedule("{'step': {'initial': 1, 'factor': 0.5, 'every': 2}}");
    assertAt(1, schedule, 1);
    assertAt(1, schedule, 20);
    assertAt(0.5, schedule, 21);
    assertAt(0.5, schedule, 40);
    assertAt(0.25, schedule, 41);
    assertAt(0.0625, schedule, 100);
  }

  @Test
  void exponentialFallsEveryRound() {
    Schedule schedule = schedule("{'exponential': {'initial': 2, 'factor': 0.25}}");
    assertAt(2, schedule, 1);
    assertAt(1, schedule, 6);
    assertAt(0.5, schedule, 11);
  }

  @Test
  void polynomialEndsWhereItIsTold() {
    Schedule whole = schedule("{'polynomial': {'initial': 1, 'last': 0.2, 'power': 2}}");
    assertAt(1, whole, 1);
    assertAt(0.2 + 0.8 * 0.25, whole, 51);
    assertEquals(0.2, whole.at(new Progress(101, 10, 100)), 1e-12);
    Schedule half = schedule("{'polynomial': {'initial': 1, 'epochs': 5}}");
    assertAt(0.5, half, 26);
    assertAt(0, half, 51);
    assertAt(0, half, 90);
  }

  @Test
  void cosineRestartsWithLongerPeriods() {
    Schedule schedule =
        schedule("{'cosine': {'initial': 1, 'last': 0.5, 'epochs': 2, 'growth': 2}}");
    assertAt(1, schedule, 1);
    assertAt(0.75, schedule, 11);
    assertTrue(schedule.at(new Progress(20, 10, 100)) < 0.51);
    assertAt(1, schedule, 21);
    assertAt(0.75, schedule, 41);
    // cos(π / 4) after a quarter of the second period, of four epochs.
    assertAt(0.5 + 0.25 * (1 + Math.sqrt(0.5)), schedule, 31);
    assertAt(1, schedule, 61);
    assertAt(0.5, schedule("{'cosine': {'initial': 1}}"), 51);
  }

  @Test
  void oneCycleClimbsFallsAndFadesOut() {
    Schedule schedule = schedule("{'one-cycle': {'peak': 1, 'climb': 0.4}}");
    // 101 rounds: the first is 0 of the way, the last all of it.
    assertEquals(0.1, schedule.at(new Progress(1, 10, 101)), 1e-12);
    assertEquals(0.55, schedule.at(new Progress(21, 10, 101)), 1e-12);
    assertEquals(1, schedule.at(new Progress(41, 10, 101)), 1e-12);
    assertEquals(0.55, schedule.at(new Progress(61, 10, 101)), 1e-12);
    assertEquals(0.1, schedule.at(new Progress(81, 10, 101)), 1e-12);
    assertEquals(0.1 - 0.0999 / 2, schedule.at(new Progress(91, 10, 101)), 1e-12);
    assertEquals(0.0001, schedule.at(new Progress(101, 10, 101)), 1e-12);
    assertEquals(0.1, schedule.at(new Progress(1, 1, 1)), 1e-12);
  }

  @Test
  void warmUpComesBeforeAny() {
    Schedule schedule =
        schedule("{'warm-up': {'epochs': 2, 'then': {'polynomial': {'initial': 1}}}}");
    assertAt(0.05, schedule, 1);
    assertAt(0.5, schedule, 10);
    assertAt(1, schedule, 20);
    // The other schedule starts after the warm-up, and has what is left of the run.
    assertAt(1, schedule, 21);
    assertAt(0.5, schedule, 61);
    assertAt(0.2 + 0.8 * 0.25, schedule("{'warm-up': {'epochs': 2, 'from': 0.2, 'then': 1}}"), 5);
    assertAt(3, schedule("{'warm-up': {'epochs': 0.01, 'then': 3}}"), 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'step': {'initial': 1, 'every': 0}}                | rate.step.every: expected a number above 0, got 0.0
          {'step': {'every': 1}}                              | rate.step.initial: is missing
          {'exponential': {'initial': -1, 'factor': 1}}       | rate.exponential.initial: expected a number of 0 or more, got -1.0
          {'polynomial': {'initial': 1, 'power': 0}}          | rate.polynomial.power: expected a number above 0, got 0.0
          {'polynomial': {'initial': 1, 'epochs': -2}}        | rate.polynomial.epochs: expected a number above 0, got -2.0
          {'cosine': {'initial': 1, 'growth': 0.5}}           | rate.cosine.growth: expected at least 1, got 0.5
          {'one-cycle': {'peak': 1, 'climb': 0.6}}            | rate.one-cycle.climb: expected a number above 0 up to 0.5, got 0.6
          {'one-cycle': {'peak': 1, 'start-divisor': 0.5}}    | rate.one-cycle.start-divisor: expected at least 1, got 0.5
          {'warm-up': {'epochs': 1, 'from': 1, 'then': 1}}    | rate.warm-up.from: expected a number from 0 up to but not 1, got 1.0
          {'cosin': {'initial': 1}}                           | rate: unknown name `cosin`; did you mean `cosine`?
          -0.1                                                | rate.value: expected a number of 0 or more, got -0.1
          """)
  void badValuesEachHaveTheirSentence(String text, String sentence) {
    String found = assertThrows(ConfigurationException.class, () -> schedule(text)).getMessage();
    assertEquals(sentence, found);
  }

  @Test
  void defaultsAreTheirSources() {
    assertEquals(new OneCycle(1, 10, 1000, 0.45), schedule("{'one-cycle': {'peak': 1}}"));
    assertEquals(
        new CosineRestarts(1, 0, OptionalDouble.empty(), 1),
        schedule("{'cosine': {'initial': 1}}"));
    assertEquals(
        new PolynomialDecay(1, 0, 1, OptionalDouble.empty()),
        schedule("{'polynomial': {'initial': 1}}"));
    assertEquals(new StepDecay(1, 0.1, 30), schedule("{'step': {'initial': 1, 'every': 30}}"));
  }
}

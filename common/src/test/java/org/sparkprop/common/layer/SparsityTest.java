package org.sparkprop.common.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SparsityTest {
  private final Sparsity sparsity = new Sparsity(0.2, 3);

  @Test
  void theExampleOfItsDescription() {
    double[] means = {0.2, 0.5};
    assertEquals(0.578234, sparsity.penalty(means), 1e-6);
    assertArrayEquals(new double[] {0, 3.6}, sparsity.slopes(means), 1e-12);
  }

  @Test
  void isFiniteForDeadUnits() {
    double[] means = {0, 1};
    assertTrue(Double.isFinite(sparsity.penalty(means)));
    assertTrue(sparsity.slopes(means)[0] < 0);
    assertTrue(sparsity.slopes(means)[1] > 0);
    assertTrue(Double.isFinite(sparsity.slopes(means)[1]));
  }

  @Test
  void refusesMeansThatAreNoShares() {
    String message =
        assertThrows(UnusableInputException.class, () -> sparsity.penalty(new double[] {0.3, 1.25}))
            .getMessage();
    assertTrue(message.contains("1.25 in unit 1"), message);
  }
}

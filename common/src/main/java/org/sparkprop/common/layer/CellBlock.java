package org.sparkprop.common.layer;

import org.sparkprop.common.vector.Precision;

/**
 * The numbers of some rows at one step of a recurrent layer. Sums are [rows, gates · units], as
 * products leave them; {@code kept} and {@code gates} are [kept, rows, units], so that one loop
 * runs over a gate of all rows.
 */
final class CellBlock {
  final int units;
  private final int gateCount;

  /** How many rows are in use. */
  int rows;

  final HeapBlock inputSums;
  final HeapBlock outputSums;

  /** Repeated for each row, as the sums lie. */
  final HeapBlock bias;

  final HeapBlock recurrentBias;
  final HeapBlock kept;
  final HeapBlock before;
  final HeapBlock output;
  final HeapBlock stateBefore;
  final HeapBlock state;
  final HeapBlock outputGradient;
  final HeapBlock gradientBefore;
  final HeapBlock stateGradient;

  /** For the cell's own use: [kept, rows, units]. */
  final HeapBlock gates;

  CellBlock(Precision precision, RecurrentCell cell, int rows, int units) {
    this.units = units;
    this.gateCount = cell.gates();
    int numbers = rows * units;
    int sums = numbers * gateCount;
    this.inputSums = new HeapBlock(precision, sums);
    this.outputSums = new HeapBlock(precision, sums);
    this.bias = new HeapBlock(precision, sums);
    this.recurrentBias = new HeapBlock(precision, sums);
    this.kept = new HeapBlock(precision, numbers * cell.kept());
    this.gates = new HeapBlock(precision, numbers * cell.kept());
    this.before = new HeapBlock(precision, numbers);
    this.output = new HeapBlock(precision, numbers);
    this.stateBefore = new HeapBlock(precision, numbers);
    this.state = new HeapBlock(precision, numbers);
    this.outputGradient = new HeapBlock(precision, numbers);
    this.gradientBefore = new HeapBlock(precision, numbers);
    this.stateGradient = new HeapBlock(precision, numbers);
  }

  /** Numbers of a gate: rows × units. */
  int count() {
    return rows * units;
  }

  /** Copies one gate's sums, [rows, units] with the other gates between, to one place. */
  void gather(HeapBlock sums, int gate, HeapBlock into, int place) {
    for (int row = 0; row < rows; row++) {
      sums.copy((row * gateCount + gate) * units, into, (place * rows + row) * units, units);
    }
  }

  /** The reverse of {@link #gather}. */
  void scatter(HeapBlock from, int place, HeapBlock sums, int gate) {
    for (int row = 0; row < rows; row++) {
      from.copy((place * rows + row) * units, sums, (row * gateCount + gate) * units, units);
    }
  }
}

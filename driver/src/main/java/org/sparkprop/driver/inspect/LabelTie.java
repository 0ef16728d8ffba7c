package org.sparkprop.driver.inspect;

import java.util.OptionalDouble;

/**
 * How an input goes together with a label.
 *
 * @param label its name; of several, the one that goes together best
 * @param correlation Pearson's r of two number columns; none where one of them is constant
 * @param same whether both are the same in every row
 * @param oneClassPerValue whether the values that stand in two rows and more, which are at least
 *     half of the rows, each go with a class of their own or share one
 */
public record LabelTie(
    String label, OptionalDouble correlation, boolean same, boolean oneClassPerValue) {}

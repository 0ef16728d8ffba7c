package org.sparkprop.driver.inspect;

import java.util.Optional;

/**
 * Rows that training cannot use.
 *
 * @param example the sentence with which training answers one of them
 */
public record UnusableRows(long count, Optional<String> example) {}

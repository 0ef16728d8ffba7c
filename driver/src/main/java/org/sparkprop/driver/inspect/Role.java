package org.sparkprop.driver.inspect;

/** What a column is to a run. */
public enum Role {
  INPUT,
  LABEL,
  WEIGHT,
  LEFT_OUT
}

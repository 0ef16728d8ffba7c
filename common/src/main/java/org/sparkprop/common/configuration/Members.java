package org.sparkprop.common.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The members of a family, each a record that implements the annotated interface. In a
 * configuration a member stands under its name, {@code {adam: {learning-rate: 0.001}}}, or as the
 * bare name where all its settings have defaults.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Members {
  /** The records. */
  Class<? extends Record>[] value();

  /** The member that a bare number stands for: its first component. None by default. */
  Class<? extends Record> number() default None.class;

  /** Stands for no member. */
  record None() {}
}

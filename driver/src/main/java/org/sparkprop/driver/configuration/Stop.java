package org.sparkprop.driver.configuration;

/** The run ends. */
public record Stop() implements OnDivergence {}

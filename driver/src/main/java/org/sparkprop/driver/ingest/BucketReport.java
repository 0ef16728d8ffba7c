package org.sparkprop.driver.ingest;

import java.io.Serializable;

/**
 * What one bucket of the shuffled rows holds.
 *
 * @param sortedBytes the memory that its rows take when they are sorted
 * @param splitSum sum of the first halves of the rows' content hashes, modulo 2⁶⁴
 * @param orderSum and of the second halves
 * @param statistics encoded; of training rows all of them, of other rows the labels alone
 * @param rejected why a row of the source cannot be used, or empty
 */
record BucketReport(
    int bucket,
    long rows,
    long sortedBytes,
    long splitSum,
    long orderSum,
    byte[] statistics,
    byte[] rejected)
    implements Serializable {}

package org.sparkprop.driver.inspect;

import java.io.Serializable;
import java.util.OptionalDouble;

/**
 * Second moments of pairs of numbers about their means, updated and merged as in Pébay, Formulas
 * for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments
 * (2008). Mutable; one thread at a time.
 */
final class CoMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private double count;
  private double meanX;
  private double meanY;
  private double squaresX;
  private double squaresY;
  private double products;

  void add(double x, double y) {
    count++;
    double fromX = x - meanX;
    double fromY = y - meanY;
    meanX += fromX / count;
    meanY += fromY / count;
    squaresX += fromX * (x - meanX);
    squaresY += fromY * (y - meanY);
    products += fromX * (y - meanY);
  }

  void add(CoMoments other) {
    if (other.count == 0) {
      return;
    }
    double all = count + other.count;
    double apartX = other.meanX - meanX;
    double apartY = other.meanY - meanY;
    double share = count * other.count / all;
    squaresX += other.squaresX + apartX * apartX * share;
    squaresY += other.squaresY + apartY * apartY * share;
    products += other.products + apartX * apartY * share;
    meanX += apartX * other.count / all;
    meanY += apartY * other.count / all;
    count = all;
  }

  /** Pearson's r; nothing where one of the two is constant, or the numbers overflow. */
  OptionalDouble correlation() {
    double r = products / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
    return Double.isFinite(r)
        ? OptionalDouble.of(Math.max(-1, Math.min(1, r)))
        : OptionalDouble.empty();
  }
}

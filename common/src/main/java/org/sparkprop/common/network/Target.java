package org.sparkprop.common.network;

/** What a network's outputs are held against. */
public enum Target {
  /** The columns that {@code data.label} names. */
  LABEL,
  /**
   * The network's own inputs, as the encoder and the augmentation leave them and before the first
   * layer: an autoencoder, and with noise in its first layers a denoising one.
   */
  INPUTS
}

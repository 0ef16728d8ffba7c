package org.sparkprop.common.layer;

import org.sparkprop.common.configuration.Names;

/** A nested layer cannot take what it gets; the message starts with its label. */
public final class LayerMisfitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  private LayerMisfitException(String key, String message) {
    super(message);
    this.key = key;
  }

  /**
   * The misfit of a layer, or of one inside it.
   *
   * @param key where the layer stands: {@code layers[0]}
   * @param label as messages name it
   * @param before what its input comes from
   */
  public static LayerMisfitException of(
      String key, String label, String before, Layer layer, IllegalArgumentException misfit) {
    return misfit instanceof LayerMisfitException inner
        ? new LayerMisfitException(
            key + "." + Names.of(layer.getClass()) + "." + inner.key,
            label + ", " + inner.getMessage())
        : new LayerMisfitException(
            key, label + ": " + misfit.getMessage() + " (from " + before + ")");
  }

  /** Where the layer stands, from the outermost on: {@code layers[3].residual.layers[0]}. */
  public String key() {
    return key;
  }
}

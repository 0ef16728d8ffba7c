package org.sparkprop.worker.standing;

import java.nio.ByteBuffer;
import org.sparkprop.common.network.Workspace;
import org.sparkprop.worker.round.WeightsSource;

/**
 * A step's weights as they came to the executor.
 *
 * @param bytes little-endian, from the position on; good until the next step's come
 */
record EncodedWeights(ByteBuffer bytes) implements WeightsSource {
  @Override
  public void into(Workspace workspace) {
    workspace.setWeights(bytes.duplicate());
  }
}

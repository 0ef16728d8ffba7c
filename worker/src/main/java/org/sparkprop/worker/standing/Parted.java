package org.sparkprop.worker.standing;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkprop.common.compression.Medium;
import org.sparkprop.common.gradient.MergeTree;
import org.sparkprop.worker.round.Pieces;

/**
 * An answer as it travels to a star's driver: short sums with the question, long ones by
 * themselves, in the pieces in which the driver merges them, whoever sends them and however.
 *
 * @param told what goes with the question
 * @param sums the rest
 */
record Parted(Optional<Answer> told, StreamBody sums) {
  static Parted of(Optional<Answer> answer, Pieces pieces, long attempt, long step, Medium medium) {
    if (pieces.count() == 1 || !(answer.orElse(null) instanceof Answer.Gradient gradient)) {
      return new Parted(answer, new StreamBody(List.of()));
    }
    List<MergeTree.Node> nodes = gradient.report().nodes();
    return new Parted(
        Optional.of(new Answer.Gradient(gradient.report().with(List.of()))),
        new StreamBody(
            IntStream.range(0, pieces.count())
                .mapToObj(pieces::span)
                .flatMap(
                    span ->
                        nodes.stream()
                            .map(node -> Request.Sums.part(attempt, step, node, span, medium)))
                .toList()));
  }
}

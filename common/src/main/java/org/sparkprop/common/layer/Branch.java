package org.sparkprop.common.layer;

import java.util.ArrayList;
import java.util.List;
import org.sparkprop.common.configuration.Names;

/**
 * A sequence of layers inside a layer. The workspace gives it memory, parameters and random numbers
 * like those of the outer layers; the layer that holds it says when it runs, by {@link BranchStep}.
 *
 * @param layers from the branch's input to its output
 * @param input the shape of one of the branch's rows
 * @param repeats how many rows of the branch are in one row of the outer layer
 * @param source where its input comes from
 */
public record Branch(List<NestedLayer> layers, Shape input, int repeats, Source source) {
  /** Where a branch's input comes from, and where the gradient of its input goes. */
  public enum Source {
    /** It is the outer layer's input, the same numbers, and so is its gradient. */
    OUTER_INPUT,
    /** It is a tensor of the branch's own, which the outer layer fills, and so is its gradient. */
    OWN
  }

  /**
   * Layers that a configuration gives as a list, numbered from 0.
   *
   * @param key the list's key in the outer layer's settings; unless it is {@code layers} it stands
   *     before the numbers
   */
  public static Branch of(String key, List<Layer> layers, Shape input) {
    boolean plain = key.equals("layers");
    List<NestedLayer> nested = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String kind = " (" + Names.of(layers.get(i).getClass()) + ")";
      nested.add(
          new NestedLayer(
              layers.get(i),
              plain ? Integer.toString(i) : key + "." + i,
              (plain ? "layer " : key + " layer ") + i + kind,
              key + "[" + i + "]"));
    }
    return new Branch(List.copyOf(nested), input, 1, Source.OUTER_INPUT);
  }

  /** A single layer that a configuration gives under {@code key}. */
  public static Branch of(String name, String key, Layer layer, Shape input) {
    String label = name + " (" + Names.of(layer.getClass()) + ")";
    return new Branch(
        List.of(new NestedLayer(layer, name, label, key)), input, 1, Source.OUTER_INPUT);
  }

  /** This branch, run on each of {@code count} parts of a row. */
  public Branch repeated(int count) {
    return new Branch(layers, input, count, source);
  }

  /** This branch with an input of its own. */
  public Branch withOwnInput() {
    return new Branch(layers, input, repeats, Source.OWN);
  }

  /**
   * The input's shape and each layer's output shape.
   *
   * @throws LayerMisfitException if a layer does not fit the one before
   */
  public List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(input);
    String before = "its input";
    for (NestedLayer nested : layers) {
      try {
        shapes.add(nested.layer().outputShape(shapes.get(shapes.size() - 1)));
      } catch (IllegalArgumentException misfit) {
        throw LayerMisfitException.of(nested.key(), nested.label(), before, nested.layer(), misfit);
      }
      before = nested.label();
    }
    return List.copyOf(shapes);
  }

  /** The shape of one of the branch's rows after its last layer. */
  public Shape output() {
    return shapes().get(layers.size());
  }

  /** Whether every layer {@linkplain Layer#keepsSteps keeps the steps} of its input. */
  boolean keepsSteps() {
    List<Shape> shapes = shapes();
    for (int i = 0; i < layers.size(); i++) {
      if (!layers.get(i).layer().keepsSteps(shapes.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The parameters of the layers in all {@code branches}, under the outer layer's names. */
  static List<Parameter> parameters(List<Branch> branches) {
    List<Parameter> parameters = new ArrayList<>();
    for (Branch branch : branches) {
      List<Shape> shapes = branch.shapes();
      for (int i = 0; i < branch.layers.size(); i++) {
        NestedLayer nested = branch.layers.get(i);
        for (Parameter parameter : nested.layer().parameters(shapes.get(i))) {
          parameters.add(parameter.within(nested.name()));
        }
      }
    }
    return parameters;
  }
}

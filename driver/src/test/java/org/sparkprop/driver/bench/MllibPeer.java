package org.sparkprop.driver.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Spark MLlib's perceptron on one of the linear algebra libraries that it can use. */
record MllibPeer(LinearAlgebra algebra) implements Peer {
  /** By what {@code dev.ludovic.netlib} multiplies. */
  enum LinearAlgebra {
    PLAIN("as it comes", "a plain JVM, no native BLAS"),
    VECTOR("vector module", "--add-modules jdk.incubator.vector, no native BLAS"),
    NATIVE("native BLAS", "--add-modules jdk.incubator.vector, one BLAS thread, ");

    private final String text;
    private final String how;

    LinearAlgebra(String text, String how) {
      this.text = text;
      this.how = how;
    }
  }

  @Override
  public String name() {
    return "MLlib, local[2], " + algebra.text;
  }

  @Override
  public String runWith() {
    String how = "double precision, full-batch gradient descent; " + algebra.how;
    return algebra == LinearAlgebra.NATIVE ? how + NativeBlas.found().name() : how;
  }

  @Override
  public Optional<String> missing(Place place) {
    boolean absent = algebra == LinearAlgebra.NATIVE && !NativeBlas.found().isThere();
    return absent ? Optional.of(NativeBlas.found().name()) : Optional.empty();
  }

  @Override
  public List<String> command(Place place) {
    List<String> options = new ArrayList<>(List.of("-Xmx3g"));
    options.add(
        switch (algebra) {
          // Else netlib would load a system's library where there is one.
          case PLAIN, VECTOR -> "-Ddev.ludovic.netlib.blas.nativeLib=none.so";
          case NATIVE -> "-Ddev.ludovic.netlib.blas.nativeLibPath=" + NativeBlas.found().path();
        });
    if (algebra != LinearAlgebra.PLAIN) {
      options.add("--add-modules=jdk.incubator.vector");
    }
    return place.java(options, MllibTrainee.class, "2");
  }
}

package org.sparkprop.driver.verify;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.sparkprop.common.chunk.ChunkLayout;
import org.sparkprop.common.chunk.ShardFile;
import org.sparkprop.common.chunk.ShardStorage;
import org.sparkprop.worker.shard.RunFiles;
import org.sparkprop.worker.shard.Shard;

/**
 * The files of all shards, byte for byte as the executors have them, in a folder of the driver's.
 */
final class ShardCopies implements AutoCloseable {
  private static final int PIECE_BYTES = 4 << 20;

  private final Path folder;
  private final TreeMap<Integer, ShardFile> files = new TreeMap<>();

  private ShardCopies(Path folder) {
    this.folder = folder;
  }

  /** A part of a shard's file. */
  private record Piece(int shard, ChunkLayout layout, long at, byte[] bytes)
      implements Serializable {}

  /** Brings the files here, one group of shards after the other. */
  static ShardCopies of(JavaRDD<Shard> shards) throws IOException {
    ShardCopies copies = new ShardCopies(Files.createTempDirectory("sparkprop-verify"));
    ShardStorage storage = RunFiles.storage();
    TreeMap<Integer, ChunkLayout> layouts = new TreeMap<>();
    Iterator<Piece> pieces = shards.mapPartitions(Pieces::new).toLocalIterator();
    while (pieces.hasNext()) {
      Piece piece = pieces.next();
      layouts.put(piece.shard, piece.layout);
      storage.write(copies.path(piece.shard), piece.at, piece.bytes);
    }
    for (int shard : layouts.keySet()) {
      copies.files.put(shard, new ShardFile(copies.path(shard), layouts.get(shard), storage));
    }
    return copies;
  }

  private Path path(int shard) {
    return folder.resolve("shard-" + shard);
  }

  /** All shards in their order. */
  List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    files.forEach((number, file) -> shards.add(new Shard(number, file)));
    return shards;
  }

  @Override
  public void close() throws IOException {
    for (int shard : files.keySet()) {
      files.get(shard).close();
      Files.delete(path(shard));
    }
    Files.delete(folder);
  }

  /** The pieces of a task's shards, each read when it is wanted. */
  private static final class Pieces implements Iterator<Piece> {
    private final Iterator<Shard> shards;
    private Shard current;
    private long at;

    Pieces(Iterator<Shard> shards) {
      this.shards = shards;
    }

    @Override
    public boolean hasNext() {
      while ((current == null || at >= current.file().bytes()) && shards.hasNext()) {
        current = shards.next();
        at = 0;
      }
      return current != null && at < current.file().bytes();
    }

    @Override
    public Piece next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        ShardFile file = current.file();
        byte[] bytes = file.bytes(at, (int) Math.min(PIECE_BYTES, file.bytes() - at));
        Piece piece = new Piece(current.number(), file.layout(), at, bytes);
        at += bytes.length;
        return piece;
      } catch (IOException e) {
        throw new UncheckedIOException("shard " + current.number() + " cannot be read", e);
      }
    }
  }
}

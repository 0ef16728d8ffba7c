package org.sparkprop.driver.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkprop.common.configuration.UserMistake;
import org.sparkprop.common.model.DamagedFileException;
import org.sparkprop.driver.files.Storage;

/**
 * A run's checkpoints in a folder on any Hadoop file system, each a folder {@code round-N}. One is
 * written aside and renamed when it is whole; where renaming is not one step, as on object stores,
 * its checksums tell a torn one. One thread at a time.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("round-([0-9]{1,18})");
  private static final String ASIDE = ".writing";

  private final Path folder;
  private final FileSystem files;
  private final Map<Long, Optional<Score>> scores = new HashMap<>();

  private CheckpointStore(Path folder, FileSystem files) {
    this.folder = folder;
    this.files = files;
  }

  /** The checkpoints of a folder, which need not exist. */
  public static CheckpointStore in(Path folder, Configuration hadoop) throws IOException {
    return new CheckpointStore(folder, Storage.of(folder, hadoop));
  }

  /**
   * The newest whole checkpoint, if there is one.
   *
   * @param path names it in messages
   * @param passedOver a sentence for each newer one that is torn or damaged
   */
  public record Found(Optional<Checkpoint> newest, String path, List<String> passedOver) {}

  /** Where the checkpoint after a round is, or would be. */
  public Path path(long rounds) {
    return new Path(folder, String.format(Locale.ROOT, "round-%09d", rounds));
  }

  /**
   * Looks for the newest whole checkpoint.
   *
   * @throws UserMistake if there are some and none is whole
   * @throws IOException if the file system cannot be read, which says nothing of the checkpoints
   */
  public Found newestWhole() throws IOException {
    List<String> passedOver = new ArrayList<>();
    for (Path path : byRounds().descendingMap().values()) {
      try {
        return new Found(
            Optional.of(CheckpointFiles.read(files, path)), path.toString(), passedOver);
      } catch (FileNotFoundException | DamagedFileException e) {
        passedOver.add(
            "the checkpoint %s is not whole and is passed over: %s"
                .formatted(path, e.getMessage()));
      }
    }
    if (!passedOver.isEmpty()) {
      throw new UserMistake(
          String.join("\n", passedOver)
              + "\nno checkpoint in %s is whole; train anew with --overwrite or another output"
                  .formatted(folder));
    }
    return new Found(Optional.empty(), "", passedOver);
  }

  /**
   * Writes a checkpoint. Later ones, of a way that was given up or damaged, go; of the earlier ones
   * the newest stay, and the one that was the best.
   *
   * @param keep how many stay, this one among them
   */
  void write(Checkpoint checkpoint, int keep) throws IOException {
    Position position = checkpoint.state().position();
    Path aside = new Path(folder, ASIDE);
    files.delete(aside, true);
    files.mkdirs(aside);
    CheckpointFiles.write(files, aside, checkpoint);
    Path path = path(position.rounds());
    files.delete(path, true);
    if (!files.rename(aside, path)) {
      throw new IOException("%s cannot be renamed to %s".formatted(aside, path));
    }
    scores.put(position.rounds(), position.score());
    tidy(position.rounds(), keep);
  }

  private void tidy(long newest, int keep) throws IOException {
    TreeMap<Long, Path> all = byRounds();
    for (Path later : new ArrayList<>(all.tailMap(newest, false).values())) {
      files.delete(later, true);
    }
    List<Long> rounds = new ArrayList<>(all.headMap(newest, true).descendingKeySet());
    Optional<Long> best = best(rounds);
    for (long round : rounds.subList(Math.min(keep, rounds.size()), rounds.size())) {
      if (best.isEmpty() || best.get() != round) {
        files.delete(all.get(round), true);
        scores.remove(round);
      }
    }
  }

  /** The earliest of those whose last epoch was the best. */
  private Optional<Long> best(List<Long> rounds) {
    Optional<Long> best = Optional.empty();
    for (long round : rounds.stream().sorted(Comparator.naturalOrder()).toList()) {
      Optional<Score> score = score(round);
      if (score.isPresent()
          && (best.isEmpty() || score.get().isBetterThan(score(best.get()).orElseThrow()))) {
        best = Optional.of(round);
      }
    }
    return best;
  }

  private Optional<Score> score(long round) {
    return scores.computeIfAbsent(
        round,
        key -> {
          try {
            return CheckpointFiles.describe(files, path(key)).position().score();
          } catch (IOException e) {
            // Not whole: then it is none that anybody would want back.
            return Optional.empty();
          }
        });
  }

  private TreeMap<Long, Path> byRounds() throws IOException {
    TreeMap<Long, Path> found = new TreeMap<>();
    if (!files.exists(folder)) {
      return found;
    }
    for (FileStatus file : files.listStatus(folder)) {
      Matcher name = NAME.matcher(file.getPath().getName());
      if (name.matches() && file.isDirectory()) {
        found.put(Long.parseLong(name.group(1)), file.getPath());
      }
    }
    return found;
  }
}

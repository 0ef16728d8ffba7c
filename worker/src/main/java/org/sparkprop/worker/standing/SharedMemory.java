package org.sparkprop.worker.standing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that two processes of one user on one machine share: what one of them writes the other
 * reads where it is. A file of Linux's memory file system has it, which is deleted as soon as both
 * have mapped it, so that nothing is left behind, however they end.
 *
 * <p>Nothing in it says whether it has been written: that goes over a {@link Line}.
 */
final class SharedMemory {
  /** Of both parts together. */
  static final int MOST_BYTES = 1 << 26;

  private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
  private static final Path FOLDER = Path.of("/dev/shm");
  private static final String PREFIX = "sparkprop-";
  private static final int NAME_BYTES = 16;
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + 2 * NAME_BYTES + "}");

  /**
   * Its name and the lengths of its two parts.
   *
   * @param name of its file, without what all of them begin with
   * @param questionBytes what the one who made it writes
   * @param answerBytes what the other one writes
   */
  record Plan(String name, int questionBytes, int answerBytes) {
    Plan {
      if (!NAME.matcher(name).matches()
          || questionBytes < 0
          || answerBytes < 0
          || (long) questionBytes + answerBytes > MOST_BYTES) {
        throw new IllegalArgumentException(
            "expected the name of shared memory of at most %,d bytes, got %s, %,d and %,d bytes"
                .formatted(MOST_BYTES, name, questionBytes, answerBytes));
      }
    }

    private Path file() {
      return FOLDER.resolve(PREFIX + name);
    }

    private int bytes() {
      return questionBytes + answerBytes;
    }
  }

  private final Plan plan;
  private final MappedByteBuffer bytes;

  private SharedMemory(Plan plan, FileChannel channel) throws IOException {
    this.plan = plan;
    this.bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, plan.bytes());
  }

  /** New memory, all of it there; empty where this machine has none to share. */
  static Optional<SharedMemory> create(int questionBytes, int answerBytes) {
    if (!Files.isDirectory(FOLDER) || (long) questionBytes + answerBytes > MOST_BYTES) {
      return Optional.empty();
    }
    byte[] name = new byte[NAME_BYTES];
    new SecureRandom().nextBytes(name);
    Plan plan = new Plan(HexFormat.of().formatHex(name), questionBytes, answerBytes);
    try (FileChannel channel =
        FileChannel.open(
            plan.file(),
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      fill(channel, plan.bytes());
      return Optional.of(new SharedMemory(plan, channel));
    } catch (IOException e) {
      LOG.info("no memory is shared: {}", e.toString());
      delete(plan);
      return Optional.empty();
    }
  }

  /** Takes the pages now, where want of them is an exception and not the end of the process. */
  private static void fill(FileChannel channel, int size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
    for (int left = size; left > 0; ) {
      left -= channel.write(zeros.clear().limit(Math.min(left, zeros.capacity())));
    }
  }

  /**
   * The memory that another process has made.
   *
   * @throws IOException where there is none of that name and size that this process may use
   */
  static SharedMemory open(Plan plan) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            plan.file(),
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      if (channel.size() != plan.bytes()) {
        throw new IOException(
            "expected %,d bytes of shared memory, got %,d".formatted(plan.bytes(), channel.size()));
      }
      return new SharedMemory(plan, channel);
    }
  }

  Plan plan() {
    return plan;
  }

  /** The part that the one who made it writes. */
  ByteBuffer question() {
    return bytes.slice(0, plan.questionBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The part that the other one writes. */
  ByteBuffer answer() {
    return bytes.slice(plan.questionBytes, plan.answerBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes the name away; the memory stays for those who have it. */
  void forgetName() {
    delete(plan);
  }

  private static void delete(Plan plan) {
    try {
      Files.deleteIfExists(plan.file());
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted", plan.file(), e);
    }
  }
}

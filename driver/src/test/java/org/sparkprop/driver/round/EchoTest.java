package org.sparkprop.driver.round;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;

class EchoTest {
  private static final int BYTES = 100_000;

  private static JavaSparkContext spark(String... settings) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("echo")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1");
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return new JavaSparkContext(conf);
  }

  @Test
  void whatComesBackIsWhatWentOut() {
    try (JavaSparkContext spark = spark()) {
      spark.setLogLevel("OFF");
      for (long bytes : new long[] {0, 1, BYTES}) {
        assertDoesNotThrow(() -> Echo.of(spark, bytes));
      }
    }
  }

  @Test
  void aChangedByteIsFound() {
    try (JavaSparkContext spark = spark("spark.serializer", Changing.class.getName())) {
      spark.setLogLevel("OFF");
      IllegalStateException found =
          assertThrows(IllegalStateException.class, () -> Echo.of(spark, BYTES));
      assertEquals(
          "100000 bytes that went to an executor came back changed: no sum of this cluster can be"
              + " trusted",
          found.getMessage());
    }
  }

  /** A serializer that changes a bit of each long array of bytes that it reads. */
  public static final class Changing extends Serializer {
    private final JavaSerializer real;

    public Changing(SparkConf conf) {
      real = new JavaSerializer(conf);
    }

    private static <T> T changed(T read) {
      if (read instanceof byte[] bytes && bytes.length == BYTES) {
        bytes[BYTES / 2] ^= 1;
      } else if (read instanceof Object[] several) {
        Arrays.stream(several).forEach(Changing::changed);
      }
      return read;
    }

    @Override
    public SerializerInstance newInstance() {
      SerializerInstance instance = real.newInstance();
      return new SerializerInstance() {
        @Override
        public <T> ByteBuffer serialize(T value, ClassTag<T> tag) {
          return instance.serialize(value, tag);
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
          return changed(instance.<T>deserialize(bytes, tag));
        }

        @Override
        public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
          return changed(instance.<T>deserialize(bytes, loader, tag));
        }

        @Override
        public SerializationStream serializeStream(OutputStream out) {
          return instance.serializeStream(out);
        }

        @Override
        public DeserializationStream deserializeStream(InputStream in) {
          DeserializationStream stream = instance.deserializeStream(in);
          return new DeserializationStream() {
            @Override
            public <T> T readObject(ClassTag<T> tag) {
              return changed(stream.<T>readObject(tag));
            }

            @Override
            public void close() {
              stream.close();
            }
          };
        }
      };
    }
  }
}

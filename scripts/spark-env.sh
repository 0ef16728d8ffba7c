# Sourced by the other scripts: where things are, and how Java is started for Spark.
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sparkprop_jar=$repository/driver/target/sparkprop.jar
built_spark_home=$repository/scripts/spark-home/target/spark
java_command=${JAVA_HOME:+$JAVA_HOME/bin/}java

# What Spark needs of Java 17; spark-submit's own launcher adds the same.
java_modules=(
  -XX:+IgnoreUnrecognizedVMOptions
  --add-modules=jdk.incubator.vector
  --add-opens=java.base/java.lang=ALL-UNNAMED
  --add-opens=java.base/java.lang.invoke=ALL-UNNAMED
  --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
  --add-opens=java.base/java.io=ALL-UNNAMED
  --add-opens=java.base/java.net=ALL-UNNAMED
  --add-opens=java.base/java.nio=ALL-UNNAMED
  --add-opens=java.base/java.util=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent=ALL-UNNAMED
  --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED
  --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED
  --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
  --add-opens=java.base/sun.nio.cs=ALL-UNNAMED
  --add-opens=java.base/sun.security.action=ALL-UNNAMED
  --add-opens=java.base/sun.util.calendar=ALL-UNNAMED
  --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED
  -Djdk.reflect.useDirectMethodHandle=false
)

# Builds the jar without the tests, if it is not there.
require_build() {
  if [[ ! -f $sparkprop_jar || ! -d $built_spark_home/jars ]]; then
    echo "building $sparkprop_jar" >&2
    build_without_tests >&2
  fi
}

build_without_tests() {
  (cd "$repository" && mvn -q -B -ntp -Dstyle.color=never -DskipTests package)
}

package org.sparkprop.driver.source;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.fs.Path;
import org.sparkprop.common.configuration.Require;

/**
 * The label of a file that is a row: the name of its folder, or what a pattern's one group matches
 * in the file's own name.
 *
 * @param pattern empty for the folder
 */
record PathLabel(String pattern) implements Serializable {
  static PathLabel of(Optional<String> pattern) {
    return new PathLabel(pattern.orElse(""));
  }

  /** Checks a pattern as it stands in a configuration. */
  static void check(Optional<String> pattern) {
    if (pattern.isPresent()) {
      int groups = -1;
      try {
        groups = Pattern.compile(pattern.get()).matcher("").groupCount();
      } catch (PatternSyntaxException e) {
        // Said below.
      }
      Require.that(
          groups == 1,
          "labelPattern: expected a regular expression with one group, such as (.*)_[0-9]+[.]wav,"
              + " got `%s`",
          pattern.get());
    }
  }

  String of(String file) throws UnusableFileException {
    Path path = new Path(file);
    if (pattern.isEmpty()) {
      return path.getParent().getName();
    }
    Matcher found = Pattern.compile(pattern).matcher(path.getName());
    if (!found.matches()) {
      throw new UnusableFileException("its name does not match label-pattern " + pattern);
    }
    return found.group(1);
  }
}

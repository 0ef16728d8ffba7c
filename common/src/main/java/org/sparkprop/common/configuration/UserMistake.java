package org.sparkprop.common.configuration;

/**
 * Something that the user can mend: the message is one plain sentence for him that names the file,
 * line or key, what was found, and what is allowed.
 */
public class UserMistake extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserMistake(String message) {
    super(message);
  }

  public UserMistake(String message, Throwable cause) {
    super(message, cause);
  }
}

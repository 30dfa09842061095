package org.patchwright.repair;

/**
 * One thing that was not taken as it stood.
 *
 * @param line in the damaged text, from 1
 * @param proof why it is right, or that it is only likely
 * @param message what was done
 */
public record Repair(int line, Proof proof, String message) {

  /** What makes a repair right. */
  public enum Proof {
    /** The tree holds these very lines. */
    TREE,
    /** Only this reading has the number of lines that the hunk announces, and its columns. */
    FORM,
    /** The file that results has the blob id of the diff's index line. */
    BLOB,
    /** Nothing but likelihood: the neighbours' habit. */
    LIKELY
  }

  /** The same repair with another proof. */
  Repair provedBy(Proof other) {
    return new Repair(line, other, message);
  }

  public boolean isProved() {
    return proof != Proof.LIKELY;
  }
}

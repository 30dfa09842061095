package org.patchwright.rule;

import org.patchwright.fact.Place;
import org.patchwright.syntax.Node;

/**
 * One step of the path that leads to a finding.
 *
 * @param message one line, without the place
 */
public record Note(Place place, String message) {

  public static Note at(Node node, String format, Object... arguments) {
    return new Note(Place.of(node), arguments.length == 0 ? format : format.formatted(arguments));
  }
}

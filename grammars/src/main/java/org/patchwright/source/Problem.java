package org.patchwright.source;

/**
 * Something that could not be read or done as it stood, said in one line; what could be is beside
 * it.
 *
 * @param path the file, or what else was read
 * @param span where in it
 * @param message what is wrong and what to do, without the path
 */
public record Problem(String path, Span span, String message) {}

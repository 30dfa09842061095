/**
 * Git repositories and revisions come in, read from their objects without a checkout. {@code
 * SourceTree}s go out.
 */
package org.patchwright.repository;

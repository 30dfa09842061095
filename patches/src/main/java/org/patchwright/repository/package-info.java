/**
 * A path and a revision come in, and go to JGit. Source trees read straight from git objects go
 * out, and commits written without a checkout.
 */
package org.patchwright.repository;

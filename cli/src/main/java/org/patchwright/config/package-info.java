/**
 * The tree's {@code .patchwright.yml}, baselines and comments that allow a finding come in. What to
 * look at, what to leave out, and why, goes out.
 */
package org.patchwright.config;

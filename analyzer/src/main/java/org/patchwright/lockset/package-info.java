/**
 * Functions come in; which locks each takes and releases on each way out, and what goes wrong on
 * the way, goes out.
 */
package org.patchwright.lockset;

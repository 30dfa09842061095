/**
 * What files yielded, with what that rests on, comes in; the same results, as long as nothing they
 * rest on has changed, go out to later runs.
 */
package org.patchwright.cache;

/**
 * Files of a kernel source tree come in. How fast they are scanned and parsed, and how much memory
 * that takes, goes out.
 */
package org.patchwright.bench;

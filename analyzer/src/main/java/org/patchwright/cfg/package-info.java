/** One function definition comes in; its blocks, joined by labelled edges, go out. */
package org.patchwright.cfg;

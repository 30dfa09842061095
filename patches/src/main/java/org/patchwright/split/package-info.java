/**
 * One patch comes in, with the files before and after it. Parts of it go out, each of one purpose
 * and in an order in which each can do without those behind it; together they are the patch.
 */
package org.patchwright.split;

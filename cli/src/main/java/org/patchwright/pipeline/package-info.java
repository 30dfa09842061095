/**
 * What the user named on the command line comes in. What the stages of the tool make of it, as
 * values, goes out.
 */
package org.patchwright.pipeline;

/**
 * A source tree, the paths to report on and rules come in; findings in fixed order with statistics
 * and failures go out.
 */
package org.patchwright.run;

/**
 * A diff and a tree come in. Where each hunk goes and how sure that is, the files after it, and the
 * reasons where it does not apply go out.
 */
package org.patchwright.validate;

/**
 * A file's bytes come in; all of them go out as tokens and trivia, in arrays, with the conditional
 * directives that hold over them.
 */
package org.patchwright.token;

/**
 * Functions and a model of calls come in; what each function does on each way out goes out. They
 * hold for one function at a time.
 */
package org.patchwright.summary;

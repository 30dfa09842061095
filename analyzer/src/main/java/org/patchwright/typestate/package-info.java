/**
 * The words of a rule's author come in; a model of calls that the analysis follows goes out. They
 * hold for one function at a time.
 */
package org.patchwright.typestate;

/**
 * A warm process for many short runs: a command line comes in over a socket of the user's own, what
 * it printed and its exit code go out. The process is started by whoever finds none, and ends when
 * nobody asks.
 */
package org.patchwright.server;

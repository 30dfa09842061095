/**
 * The command line comes in. Text on the two output streams, files and an exit code go out: one
 * class a subcommand.
 */
package org.patchwright.command;

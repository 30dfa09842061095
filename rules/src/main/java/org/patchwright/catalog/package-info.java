/** The rules that ship, by subsystem; nothing comes in, rules go out. */
package org.patchwright.catalog;

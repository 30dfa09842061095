/**
 * Trees of parsed files come in; what each name in them stands for goes out. Functions, macros,
 * enumerators and structs are looked up inside one kernel root, on demand.
 */
package org.patchwright.symbol;

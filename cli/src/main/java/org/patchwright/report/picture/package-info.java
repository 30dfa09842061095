/** Control flow and drivers come in; boxes and arrows laid out by ELK, as SVG or JSON, go out. */
package org.patchwright.report.picture;

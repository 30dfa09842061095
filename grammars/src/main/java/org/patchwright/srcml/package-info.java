/**
 * Takes C sources, or srcML 1.0 documents that hold C. Yields srcML whose text is the source byte
 * for byte, and units that give back their source, its tree and what an XPath expression finds.
 */
package org.patchwright.srcml;

/** Functions that allocate and free come in; findings about memory go out. */
package org.patchwright.catalog.memory;

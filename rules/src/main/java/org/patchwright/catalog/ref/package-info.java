/** Functions that take and drop references come in; findings about references go out. */
package org.patchwright.catalog.ref;

/** Functions that take and release locks come in; findings about locks go out. */
package org.patchwright.catalog.lock;

/** Xen frontends, backends and their bus come in; findings about their promises go out. */
package org.patchwright.catalog.xen;

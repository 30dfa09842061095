/** Functions that hold spin locks come in; findings about calls that may sleep go out. */
package org.patchwright.catalog.sleep;

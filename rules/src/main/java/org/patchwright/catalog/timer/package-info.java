/** Files that arm timers and queue work come in; findings about their end go out. */
package org.patchwright.catalog.timer;

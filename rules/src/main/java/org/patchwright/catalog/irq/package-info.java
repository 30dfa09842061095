/** Functions that request interrupts come in; findings about their release go out. */
package org.patchwright.catalog.irq;

/** Functions that may fail come in; findings about failures that get lost go out. */
package org.patchwright.catalog.error;

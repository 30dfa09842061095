/** Functions of one kind compared with each other. */
package org.patchwright.catalog.sibling;

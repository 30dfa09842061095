/**
 * The report of a run comes in. It goes out as text for people and as SARIF, JSON, checkstyle XML
 * and GitHub annotations for machines.
 */
package org.patchwright.report;

package org.patchwright.report;

import org.patchwright.run.Report;

/** A report with what is around it: one of a tree, or of one commit among several. */
public record Part(Report report, Scene scene) {}

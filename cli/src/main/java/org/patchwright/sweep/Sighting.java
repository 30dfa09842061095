package org.patchwright.sweep;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.patchwright.cache.ReportCodec;
import org.patchwright.report.Fingerprint;
import org.patchwright.rule.Finding;
import org.patchwright.source.SourceTree;

/**
 * A finding as it is in some revision.
 *
 * @param fingerprint see {@link Fingerprint}
 * @param loose the same without the code it points to
 */
public record Sighting(Finding finding, String fingerprint, String loose) {

  static List<Sighting> of(Collection<Finding> findings, SourceTree tree) throws IOException {
    Map<Finding, String> prints = Fingerprint.of(findings, tree);
    Map<Finding, String> loose = Fingerprint.of(findings);
    List<Sighting> all = new ArrayList<>();
    for (Finding finding : findings) {
      all.add(new Sighting(finding, prints.get(finding), loose.get(finding)));
    }
    return List.copyOf(all);
  }

  void write(DataOutput out) throws IOException {
    ReportCodec.finding(finding, out);
    ReportCodec.text(fingerprint, out);
    ReportCodec.text(loose, out);
  }

  static Sighting read(DataInput in) throws IOException {
    return new Sighting(ReportCodec.finding(in), ReportCodec.text(in), ReportCodec.text(in));
  }
}

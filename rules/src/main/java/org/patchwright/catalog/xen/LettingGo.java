package org.patchwright.catalog.xen;

import java.util.Set;

/** Names that stand for letting go of one thing or another of a Xen driver. */
final class LettingGo {

  static final Set<String> NAMES =
      Set.of(
          "unbind_from_irqhandler",
          "unbind_from_irq",
          "xenbus_free_evtchn",
          "xenbus_unmap_ring_vfree",
          "xenbus_unmap_ring",
          "gnttab_end_foreign_access",
          "gnttab_end_foreign_access_ref",
          "xenbus_teardown_ring",
          "gnttab_free_grant_reference",
          "gnttab_free_grant_references");

  private LettingGo() {}
}

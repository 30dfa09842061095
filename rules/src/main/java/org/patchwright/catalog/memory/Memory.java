package org.patchwright.catalog.memory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Range;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Trade;

/** The calls that give and take memory, whatever its kind; managed ones are none of them. */
final class Memory {

  private static final Family ALLOCATED =
      Family.of("memory")
          .orNull()
          .yields(
              "kmalloc",
              "kzalloc",
              "kcalloc",
              "kmalloc_array",
              "kmalloc_node",
              "kzalloc_node",
              "kcalloc_node",
              "krealloc",
              "kstrdup",
              "kstrndup",
              "kmemdup",
              "kmemdup_nul",
              "kasprintf",
              "kvasprintf",
              "kvmalloc",
              "kvzalloc",
              "kvmalloc_array",
              "kvcalloc",
              "vmalloc",
              "vzalloc",
              "vmalloc_user",
              "vmalloc_32",
              "vmalloc_node",
              "vzalloc_node",
              "kmem_cache_alloc",
              "kmem_cache_zalloc",
              "alloc_percpu",
              "bitmap_alloc",
              "bitmap_zalloc",
              "sock_kmalloc",
              "nvlist_alloc",
              "match_strdup",
              "alloc_vm_area")
          .released(
              0,
              "kfree",
              "kvfree",
              "vfree",
              "kfree_sensitive",
              "kzfree",
              "free_percpu",
              "bitmap_free",
              "kfree_const",
              "kvfree_sensitive",
              "free_vm_area",
              "kfree_rcu",
              "kvfree_rcu")
          .released(1, "kmem_cache_free", "sock_kfree_s")
          .dying();

  private static final Family PAGES =
      Family.of("page")
          .orNull()
          .yields(
              "alloc_page",
              "alloc_pages",
              "__get_free_page",
              "__get_free_pages",
              "get_zeroed_page",
              "alloc_pages_exact",
              "dev_alloc_page",
              "alloc_pages_node")
          .released(
              0,
              "free_page",
              "free_pages",
              "__free_page",
              "__free_pages",
              "free_pages_exact",
              "put_page");

  /** They fail with an error pointer. */
  private static final Family READ =
      Family.of("memory of a reader")
          .yields(
              "xenbus_read",
              "xenbus_directory",
              "memdup_user",
              "memdup_user_nul",
              "vmemdup_user",
              "strndup_user",
              "memdup_array_user",
              "xs_directory")
          .released(0, "kfree", "kvfree");

  private static final Family BUFFER =
      Family.of("skb")
          .orNull()
          .yields(
              "alloc_skb",
              "dev_alloc_skb",
              "netdev_alloc_skb",
              "__netdev_alloc_skb",
              "netdev_alloc_skb_ip_align",
              "__dev_alloc_skb",
              "napi_alloc_skb",
              "nlmsg_new",
              "genlmsg_new",
              "bt_skb_alloc",
              "skb_clone",
              "skb_copy",
              "skb_copy_expand",
              "ieee80211_beacon_get",
              "ieee80211_nullfunc_get",
              "cfg80211_vendor_cmd_alloc_reply_skb",
              "alloc_skb_with_frags")
          .released(
              0,
              "kfree_skb",
              "consume_skb",
              "dev_kfree_skb",
              "dev_kfree_skb_any",
              "dev_kfree_skb_irq",
              "dev_consume_skb_any",
              "dev_consume_skb_irq",
              "nlmsg_free",
              "__kfree_skb",
              "kfree_skb_list",
              "netif_rx",
              "netif_rx_ni",
              "netif_receive_skb",
              "dev_queue_xmit",
              "cfg80211_vendor_cmd_reply",
              "__dev_kfree_skb_any",
              "kfree_skb_reason")
          .released(0, "napi_consume_skb")
          .released(1, "ieee80211_free_txskb", "napi_gro_receive")
          .releasedIf(0, Range.NOT_ZERO, "skb_pad", "skb_padto", "skb_put_padto", "eth_skb_pad")
          .dying();

  private static final Family DEVICE =
      Family.of("device")
          .yields(
              "alloc_netdev",
              "alloc_netdev_mq",
              "alloc_netdev_mqs",
              "alloc_etherdev",
              "alloc_etherdev_mq",
              "alloc_etherdev_mqs",
              "alloc_candev",
              "alloc_disk",
              "blk_alloc_disk",
              "blk_mq_alloc_disk",
              "alloc_hdlcdev",
              "alloc_can_dev",
              "iio_device_alloc",
              "rc_allocate_device",
              "input_allocate_device",
              "rtc_allocate_device",
              "scsi_host_alloc",
              "ieee80211_alloc_hw",
              "wiphy_new",
              "platform_device_alloc",
              "usb_alloc_urb",
              "alloc_workqueue",
              "create_workqueue",
              "create_singlethread_workqueue",
              "alloc_ordered_workqueue",
              "crypto_alloc_shash",
              "crypto_alloc_ahash",
              "alloc_netdev_dummy")
          .released(
              0,
              "free_netdev",
              "free_candev",
              "put_disk",
              "del_gendisk",
              "iio_device_free",
              "rc_free_device",
              "input_free_device",
              "scsi_host_put",
              "ieee80211_free_hw",
              "wiphy_free",
              "platform_device_put",
              "usb_free_urb",
              "usb_put_urb",
              "destroy_workqueue",
              "crypto_free_shash",
              "crypto_free_ahash",
              "blk_cleanup_disk");

  private static final Family COHERENT =
      Family.of("DMA memory")
          .yields(
              "dma_alloc_coherent",
              "pci_alloc_consistent",
              "dma_zalloc_coherent",
              "dma_pool_alloc",
              "dma_pool_zalloc",
              "pci_zalloc_consistent")
          .released(2, "dma_free_coherent", "pci_free_consistent")
          .released(1, "dma_pool_free");

  /** Those that may wait never fail. */
  private static final Family POOL =
      Family.of("pool memory").yields("mempool_alloc").released(0, "mempool_free");

  private static final Family FIRMWARE =
      Family.of("firmware")
          .stores(
              0,
              Range.ZERO,
              "request_firmware",
              "request_firmware_direct",
              "firmware_request_nowarn")
          .released(0, "release_firmware");

  private static final Family MAPPING =
      Family.of("mapping")
          .yields(
              "ioremap",
              "ioremap_nocache",
              "ioremap_wc",
              "ioremap_cache",
              "pci_ioremap_bar",
              "pci_iomap",
              "of_iomap",
              "ioremap_np",
              "memremap",
              "pci_iomap_range",
              "vmap")
          .released(0, "iounmap", "memunmap", "vunmap")
          .released(1, "pci_iounmap");

  /** Who takes a buffer off its queue has it. */
  private static final Family QUEUED =
      taken(
          Family.of("queued skb")
              .finds("skb_dequeue", "__skb_dequeue", "skb_dequeue_tail", "__skb_dequeue_tail"),
          BUFFER);

  private static Family taken(Family family, Family like) {
    Family all = family;
    for (Map.Entry<String, Integer> release : like.releases().entrySet()) {
      Range when = like.releasedIf().get(release.getKey());
      all =
          when == null
              ? all.released(release.getValue(), release.getKey())
              : all.releasedIf(release.getValue(), when, release.getKey());
    }
    return all;
  }

  static final List<Family> FAMILIES =
      List.of(ALLOCATED, PAGES, READ, BUFFER, QUEUED, DEVICE, COHERENT, POOL, FIRMWARE, MAPPING);

  /** What they make goes where it is unregistered, or where a core has it freed. */
  private static final Pattern REGISTERED =
      Pattern.compile(
          "platform_device_alloc|iio_\\w+|rc_\\w+|input_\\w+|rtc_\\w+|scsi_\\w+|\\w*alloc_disk|wiphy_new|"
              + "ieee80211_(beacon|nullfunc)_get|ieee80211_alloc_hw|skb_clone|skb_copy\\w*|nlmsg_new|genlmsg_new|"
              + "cfg80211_\\w+");

  /** Memory that a driver keeps in its objects: what makes it, what frees it. */
  static Trade trade() {
    Map<String, Integer> makers = new HashMap<>();
    Map<String, Integer> enders = new HashMap<>();
    for (Family family : List.of(ALLOCATED, PAGES, BUFFER, DEVICE, COHERENT, POOL, MAPPING)) {
      family.acquires().keySet().stream()
          .filter(name -> !REGISTERED.matcher(name).matches())
          .forEach(name -> makers.put(name, Trade.RESULT));
      enders.putAll(family.releases());
      enders.keySet().removeAll(family.releasedIf().keySet());
    }
    Set<String> beside = new HashSet<>(enders.keySet());
    beside.add("free_irq");
    return Trade.of(makers, enders).beside(beside);
  }

  private Memory() {}
}

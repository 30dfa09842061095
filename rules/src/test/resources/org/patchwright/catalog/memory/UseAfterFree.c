static int length_is_read_too_late(struct port *p)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	netif_rx(skb);
	p->bytes += skb->len;		// expect: skb is used after it was freed
	return 0;
}

static void next_is_read_before(struct list *list)
{
	struct item *item = list->first;

	while (item) {
		struct item *next = item->next;

		kfree(item);
		item = next;
	}
}

static void next_is_read_behind(struct item *item)
{
	kfree(item);
	item->next->prev = NULL;	// expect: item is used after it was freed
}

static void freed_on_the_other_branch(struct item *item, int last)
{
	if (last)
		kfree(item);
	else
		item->count--;
}

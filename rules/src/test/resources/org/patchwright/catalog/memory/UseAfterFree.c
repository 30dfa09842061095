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

static int kinds_fill_the_buffer_anew_is_quiet(struct port *p, int rounds)
{
	char *buf = NULL;

	while (rounds--) {
		switch (p->kind) {
		case RAW:
			buf = kmalloc(64, GFP_KERNEL);
			if (!buf)
				return -ENOMEM;
			break;
		case COOKED:
			buf = kmalloc(128, GFP_KERNEL);
			if (!buf)
				return -ENOMEM;
			break;
		}
		buf[0] = 1;
		kfree(buf);
	}
	return 0;
}

static int bit_of_the_sum_is_set_is_quiet(struct port *p, int state, int session)
{
	char *buf = p->buf;

	if (state == (session | 0x40))
		kfree(buf);
	else if (state & 0x40)
		return 0;
	if (state & 0x40)
		buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	buf[0] = 1;
	return 0;
}

static int firmware_of_the_wrong_size(struct port *p)
{
	const struct firmware *fw = NULL;
	int err = -ENOENT;

	if (request_firmware(&fw, "port.bin", p->dev) == 0) {
		if (fw->size != 512)
			goto from_rom;
		err = download(p, fw->data);
		release_firmware(fw);
		if (err)
			goto from_rom;
		goto done;
	}

from_rom:
	if (!p->rom)
		goto out_err;
	err = download(p, p->rom);

done:
	return err;		// expect: fw is not freed on this way out
out_err:
	complain(p->id);
	return err;		// expect: fw is not freed on this way out
}

static int mapping_by_another_name(struct port *p, struct hw *hw)
{
	int err;

	hw->addr = ioremap(p->start, 4096);
	if (!hw->addr)
		return -EIO;
	p->io = hw->addr;
	err = start(p->id);
	if (err)
		goto err_unmap;
	return 0;

err_unmap:
	iounmap(p->io);
	return err;
}

static int buffer_that_the_port_has(struct holder *h)
{
	struct extra *extra = kzalloc(sizeof(*extra), GFP_KERNEL);
	int err;

	if (!extra)
		return -ENOMEM;
	h->extra = extra;
	err = start(h->id);
	if (err)
		return err;
	return 0;
}

static int early_return_loses_the_buffer(struct port *p, size_t size)
{
	char *buf = kmalloc(size, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (read(p, sizeof(*buf)))
		return -EIO;		// expect: buf is not freed on this way out
	kfree(buf);
	return 0;
}

static int label_frees(struct port *p, size_t size)
{
	int err = -ENOMEM;
	char *buf = kmalloc(size, GFP_KERNEL);

	if (!buf)
		goto out;
	err = read(p, size);
	if (err)
		goto free;
	err = 0;
free:
	kfree(buf);
out:
	return err;
}

static struct msg *returned_is_the_callers(size_t size)
{
	struct msg *msg = kzalloc(size, GFP_KERNEL);

	if (!msg)
		return NULL;
	msg->size = size;
	return msg;
}

static int wrapper_gives_memory_too(struct port *p)
{
	struct msg *msg = returned_is_the_callers(64);

	if (!msg)
		return -ENOMEM;
	if (p->dead)
		return -ENODEV;		// expect: msg is not freed on this way out
	kfree(msg);
	return 0;
}

static int stored_in_a_list_is_kept(struct port *p)
{
	struct msg *msg = kzalloc(64, GFP_KERNEL);

	if (!msg)
		return -ENOMEM;
	list_add(&msg->list, &p->msgs);
	return p->dead ? -ENODEV : 0;
}

static int stored_but_freed_on_one_error_alone(struct port *p)
{
	int err;

	p->buf = kmalloc(64, GFP_KERNEL);
	if (!p->buf)
		return -ENOMEM;
	err = first(p->id);
	if (err) {
		kfree(p->buf);
		return err;
	}
	err = second(p->id);
	if (err)
		return err;		// expect: p->buf is not freed on this way out
	return 0;
}

static int stored_and_never_freed_here_is_quiet(struct port *p)
{
	p->ring = kmalloc(64, GFP_KERNEL);
	if (!p->ring)
		return -ENOMEM;
	return first(p->id);
}

static int correlated_flag_is_quiet(struct port *p, char *given)
{
	char *buf = given;
	int err;

	if (!given) {
		buf = kmalloc(64, GFP_KERNEL);
		if (!buf)
			return -ENOMEM;
	}
	err = first(p->id);
	if (!given)
		kfree(buf);
	return err;
}

static int managed_memory_is_quiet(struct device *dev)
{
	char *buf = devm_kzalloc(dev, 64, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	return first(1);
}

static int handed_to_an_unknown_function_is_quiet(struct port *p)
{
	struct msg *msg = kzalloc(64, GFP_KERNEL);

	if (!msg)
		return -ENOMEM;
	p->ops->take(p, msg);
	return 0;
}

static int store_reader_fails_with_an_error_pointer(struct port *p)
{
	char *type = xenbus_read(XBT_NIL, p->path, "type", NULL);

	if (IS_ERR(type))
		return PTR_ERR(type);
	if (strcmp(type, "file"))
		return -EINVAL;		// expect: type is not freed on this way out
	kfree(type);
	return 0;
}

static int skb_is_lost(struct port *p)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	if (!skb)
		return -ENOMEM;
	if (p->dead)
		return -ENETDOWN;	// expect: skb is not freed on this way out
	return dev_queue_xmit(skb);
}

static void second_buffer_overwrites_the_first(struct port *p)
{
	char *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return;
	read(p, 64);
	buf = kmalloc(128, GFP_KERNEL);	// expect: buf is overwritten
	kfree(buf);
}

static int a_callee_that_fails_took_nothing(struct port *p)
{
	char *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (elsewhere(p, buf))
		return -EIO;		// expect: buf is not freed on this way out
	return 0;
}

static int each_round_keeps_an_element_is_quiet(struct port *p, int n)
{
	struct elem *elem = kcalloc(n, sizeof(*elem), GFP_KERNEL);
	int i;

	if (!elem)
		return -ENOMEM;
	for (i = 0; i < n; i++, elem++)
		list_add_tail(&elem->link, &p->elems);
	return 0;
}

static int author_knows_when_to_free_is_quiet(struct port *p)
{
	char *buf = kmalloc(64, GFP_KERNEL);
	int err;

	if (!buf)
		return -ENOMEM;
	err = p->ops->send(p);
	if (err != -EBUSY)
		kfree(buf);
	return err;
}

static int pointer_that_the_caller_need_not_pass_is_quiet(struct port *p, struct port **out)
{
	struct port *one = kzalloc(sizeof(*one), GFP_KERNEL);

	if (!one)
		return -ENOMEM;
	if (out)
		*out = one;
	return 0;
}

static int zeroed_memory_holds_no_device_is_quiet(struct port *p)
{
	struct ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	if (first(p->id)) {
		if (!ring->dev) {
			kfree(ring);
			return -EIO;
		}
		return -ENODEV;
	}
	kfree(ring);
	return 0;
}

static void lost_in_each_round(struct port *p, int n)
{
	char *buf;
	int i;

	for (i = 0; i < n; i++) {
		buf = kmalloc(64, GFP_KERNEL);	// expect: buf is overwritten
		if (!buf)
			break;
		memset(buf, i, 64);
	}
}

static int answer_that_comes_later_is_quiet(struct port *p)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);
	int err;

	if (!skb)
		return -ENOMEM;
	err = start(p, skb);
	if (err == -EINPROGRESS)
		return err;
	kfree_skb(skb);
	return err;
}

static int comment_says_who_frees_it_is_quiet(struct port *p)
{
	char *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	if (first(p->id)) {
		/* The reader owns it: do not free it here. */
		return -EIO;
	}
	kfree(buf);
	return 0;
}

static void free_port(void *data)
{
	struct port *p = data;

	if (!p->irq)
		return;		// expect: data is not freed on this way out
	free_irq(p->irq, p);
	kfree(p->ring);
	kfree(p->buf);
	kfree(p);
}

static void free_counted_port_is_quiet(struct port *p)
{
	if (--p->users)
		return;
	kfree(p);
}

static int only_pointer_is_cleared(struct port *p)
{
	p->buf = kmalloc(64, GFP_KERNEL);
	if (!p->buf)
		return -ENOMEM;
	if (first(p->id)) {
		p->buf = NULL;		// expect: p->buf is overwritten
		return -EIO;
	}
	return 0;
}

static void element_of_a_list_is_lost(struct port *p)
{
	struct elem *elem, *next;

	list_for_each_entry_safe(elem, next, &p->elems, link) {
		list_del(&elem->link);	// expect: elem is taken off its list
		p->count--;
	}
}

static void first_element_is_freed_is_quiet(struct port *p)
{
	struct elem *elem;

	while (!list_empty(&p->elems)) {
		elem = list_first_entry(&p->elems, struct elem, link);
		list_del(&elem->link);
		kfree(elem);
	}
}

static int loop_refuses_a_second_copy_is_quiet(struct port *p, int n)
{
	char *copy = NULL;
	int i;

	for (i = 0; i < n; i++) {
		if (WARN_ON(copy)) {
			kfree(copy);
			return -EINVAL;
		}
		copy = kmemdup(p->data[i], p->length[i], GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	send(p, n);
	kfree(copy);
	return 0;
}

static int loop_takes_a_second_copy(struct port *p, int n)
{
	char *copy = NULL;
	int i;

	for (i = 0; i < n; i++) {
		copy = kmemdup(p->data[i], p->length[i], GFP_KERNEL);	// expect: copy is overwritten
		if (!copy)
			return -ENOMEM;
	}
	send(p, n);
	kfree(copy);
	return 0;
}

static struct sk_buff *page_goes_with_its_buffer_is_quiet(struct port *p, int n)
{
	struct sk_buff *skb = alloc_skb(p->size, GFP_KERNEL);
	int i;

	if (!skb)
		return NULL;
	for (i = 0; i < n; i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page) {
			kfree_skb(skb);
			return NULL;
		}
		skb_fill_page_desc(skb, i, page, 0, PAGE_SIZE);
	}
	return skb;
}

static int device_finds_it_by_its_address_is_quiet(struct port *p, int n)
{
	dma_addr_t address;
	char *head;
	int i;

	for (i = 0; i < n; i++) {
		head = kmalloc(64, GFP_ATOMIC);
		if (!head)
			return -ENOMEM;
		address = dma_map_single(p->dev, head, 64, DMA_TO_DEVICE);
		p->ring[i].address = cpu_to_le32(address);
	}
	return 0;
}

static int mapping_that_fails_keeps_nothing(struct port *p)
{
	dma_addr_t address;
	char *head = kmalloc(64, GFP_ATOMIC);

	if (!head)
		return -ENOMEM;
	address = dma_map_single(p->dev, head, 64, DMA_TO_DEVICE);
	if (dma_mapping_error(p->dev, address))
		return -EIO;		// expect: head is not freed on this way out
	p->ring[0].address = cpu_to_le32(address);
	return 0;
}

static int scope_frees_it_is_quiet(struct port *p)
{
	char *buf __free(kfree) = NULL;

	buf = kmalloc(64, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	return read(p, buf, 64);
}

static int list_has_it_is_quiet(struct port *p, int wait)
{
	struct elem *elem = kzalloc(sizeof(*elem), GFP_KERNEL);

	if (!elem)
		return -ENOMEM;
	list_add_tail(&elem->link, &p->elems);
	if (!wait)
		return -EAGAIN;
	if (answered(p)) {
		list_del(&elem->link);
		kfree(elem);
	}
	return 0;
}

static int cases_say_who_has_it_is_quiet(struct port *p)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	int ret;

	if (!skb)
		return -ENOMEM;
	ret = p->ops->send(p, skb);
	switch (ret) {
	case -EBUSY:
		kfree_skb(skb);
		break;
	case -EINPROGRESS:
		break;
	default:
		break;
	}
	return ret;
}

static int bit_that_was_set_is_set_is_quiet(struct port *p, int limited)
{
	struct meter *meter = NULL;

	if (limited) {
		meter = kzalloc(sizeof(*meter), GFP_KERNEL);
		if (!meter)
			return -ENOMEM;
		p->flags |= HAS_METER;
	}
	if (p->flags & HAS_METER)
		list_add_tail(&meter->link, &p->meters);
	return 0;
}

static int mask_has_the_bit_is_quiet(struct port *p)
{
	u32 flags = ntohl(p->flags);
	u32 complete;
	char *note = NULL;

	if (flags & NOTE) {
		note = kmalloc(64, GFP_ATOMIC);
		if (!note)
			return -ENOMEM;
	}
	complete = flags & (LAST | NOTE);
	if (complete)
		kfree(note);
	return 0;
}

static int other_mask_lacks_the_bit(struct port *p)
{
	u32 flags = ntohl(p->flags);
	char *note;

	if (!(flags & NOTE))
		return 0;
	note = kmalloc(64, GFP_ATOMIC);
	if (!note)
		return -ENOMEM;
	if (flags & LAST) {
		kfree(note);
		return 0;
	}
	return p->count;		// expect: note is not freed on this way out
}

static int card_open(struct inode *inode, struct file *file)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);

	if (!card)
		return -ENOMEM;
	card->name = kstrdup(inode->name, GFP_KERNEL);
	if (!card->name) {
		kfree(card);
		return -ENOMEM;
	}
	card->log = kmalloc(64, GFP_KERNEL);
	if (!card->log) {
		kfree(card->name);
		kfree(card);
		return -ENOMEM;
	}
	file->private_data = card;
	return 0;
}

static int card_release(struct inode *inode, struct file *file)
{
	struct card *card = file->private_data;

	kfree(card->log);
	kfree(card);		// expect: the driver lets go here, and the memory in name is not freed anywhere
	return 0;
}

static const struct file_operations card_ops = {
	.open = card_open,
	.release = card_release,
};

static int slot_probe(struct platform_device *pdev)
{
	struct slot *slot = kzalloc(sizeof(*slot), GFP_KERNEL);

	if (!slot)
		return -ENOMEM;
	slot->log = kmalloc(64, GFP_KERNEL);
	if (!slot->log) {
		kfree(slot);
		return -ENOMEM;
	}
	platform_set_drvdata(pdev, slot);
	return 0;
}

static int slot_remove(struct platform_device *pdev)
{
	struct slot *slot = platform_get_drvdata(pdev);

	kfree(slot->log);	// expect: the driver lets go here, and the memory in struct slot is not freed anywhere
	return 0;
}

static struct platform_driver slot_driver = {
	.probe = slot_probe,
	.remove = slot_remove,
};

static int desk_probe(struct platform_device *pdev)
{
	struct desk *desk = kzalloc(sizeof(*desk), GFP_KERNEL);

	if (!desk)
		return -ENOMEM;
	desk->log = kmalloc(64, GFP_KERNEL);
	if (!desk->log) {
		kfree(desk);
		return -ENOMEM;
	}
	platform_set_drvdata(pdev, desk);
	return 0;
}

static int all_of_it_goes_is_quiet(struct platform_device *pdev)
{
	struct desk *desk = platform_get_drvdata(pdev);

	kfree(desk->log);
	kfree(desk);
	return 0;
}

static struct platform_driver desk_driver = {
	.probe = desk_probe,
	.remove = all_of_it_goes_is_quiet,
};

static int firmware_is_there_if_nothing_is_negative(struct device *dev, struct port *p)
{
	const struct firmware *fw;
	int err;

	err = request_firmware(&fw, "port.bin", dev);
	if (err < 0)
		return err;
	if (fw->size < 4)
		return -EINVAL;		// expect: fw is not freed on this way out
	release_firmware(fw);
	return 0;
}

static int variable_holds_it_for_a_while(struct port *p)
{
	struct request one;
	char *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	one.buf = buf;
	if (transfer(p, &one))
		return -EIO;		// expect: buf is not freed on this way out
	kfree(buf);
	return 0;
}

static int all_of_a_variable_is_kept_is_quiet(struct port *p)
{
	struct request one;

	one.buf = kmalloc(64, GFP_KERNEL);
	if (!one.buf)
		return -ENOMEM;
	p->requests[p->count] = one;
	if (first(p->id))
		return -EIO;
	return 0;
}

static int holder_goes_without_it(struct port *p)
{
	struct keeper *keeper = kzalloc(sizeof(*keeper), GFP_KERNEL);
	char *buf;

	if (!keeper)
		return -ENOMEM;
	buf = kmalloc(64, GFP_KERNEL);
	if (!buf) {
		kfree(keeper);
		return -ENOMEM;
	}
	keeper->buf = buf;
	if (first(p->id)) {
		kfree(keeper);
		return -EIO;		// expect: buf is not freed on this way out
	}
	list_add_tail(&keeper->link, &p->keepers);
	return 0;
}

static int nothing_is_set_in_what_is_zero_is_quiet(struct port *p, struct rule *wanted)
{
	struct rule *rule = kzalloc(sizeof(*rule), GFP_KERNEL);

	if (!rule)
		return -ENOMEM;
	rule->wanted = *wanted;
	if (rule->kinds & FILTER_RULE)
		return update(p, wanted);
	list_add(&rule->link, &p->rules);
	return 0;
}

static void *page_has_an_address_is_quiet(struct port *p)
{
	struct page *page = alloc_page(GFP_KERNEL);
	void *at = page ? page_address(page) : NULL;

	if (!at)
		return NULL;
	return at;
}

static int one_of_them_keeps_it_is_quiet(struct port *p, int bands)
{
	struct channel *channels = kcalloc(14, sizeof(*channels), GFP_KERNEL);

	if (!channels)
		return -ENOMEM;
	if (bands & SLOW)
		p->slow.channels = channels;
	if (bands & FAST)
		p->fast.channels = channels;
	return 0;
}

static void forget_bands(struct port *p)
{
	kfree(p->slow.channels);
	kfree(p->fast.channels);
	kfree(p->entries);
}

static int tries_again_with_it_is_quiet(struct port *p)
{
	struct card *card = p->card;
	int ret;

	ret = request_firmware(&card->fw, "card.bin", p->dev);
	if (ret < 0)
		return ret;
restart:
	if (send_to_card(card) < 0) {
		ret = -1;
		goto release;
	}
	if (!card->there) {
		reset_card(p);
		goto restart;
	}
release:
	release_firmware(card->fw);
	card->fw = NULL;
	return ret;
}

static int fill_in_port(struct port *p, struct device_node *np)
{
	p->entries = kzalloc(64, GFP_KERNEL);
	if (!p->entries)
		return -ENOMEM;
	if (first(np->id))
		return -EIO;		// expect: p->entries is not freed on this way out
	if (first(p->id)) {
		kfree(p->entries);
		p->entries = NULL;
		return -EIO;
	}
	return 0;
}

static int other_things_are_cleaned_up(struct port *p, struct device_node *np)
{
	int err = fill_in_port(p, np);

	if (err)
		of_node_put(np);
	return err;
}

static struct gate *gate_alloc(int id)
{
	struct gate *gate = kzalloc(sizeof(*gate), GFP_KERNEL);

	if (gate)
		list_add(&gate->link, &gates);
	return gate;
}

static void gate_free(struct gate *gate)
{
	list_del(&gate->link);
	kfree(gate);
}

static int garden_opens(struct garden *garden)
{
	garden->front = gate_alloc(1);
	garden->back = gate_alloc(2);
	return garden->front && garden->back ? 0 : -ENOMEM;
}

static void garden_is_closed(struct garden *garden)
{
	gate_free(garden->front);
	kfree(garden);		// expect: garden is freed here, and what gate_alloc() made for its back is ended nowhere
}

static int array_is_kept_by_its_first_element_is_quiet(struct port *p)
{
	struct slot (*slots)[4];

	slots = kmalloc(sizeof(*slots), GFP_KERNEL);
	if (!slots)
		return -ENOMEM;
	p->first = *slots;
	return 0;
}

static void array_goes_by_its_first_element(struct port *p)
{
	kfree(p->first);
}

static void gate_add_to_list(struct garden *garden, struct gate *gate)
{
	list_add(&gate->link, &garden->gates);
}

static int gate_put_to_place(struct garden *garden, struct gate *gate)
{
	int place = garden->count++;

	gate->place = place;
	list_add(&gate->link, &garden->gates);
	return place;
}

static int what_is_put_on_a_list_by_a_function_is_quiet(struct garden *garden)
{
	struct gate *gate = kzalloc(sizeof(*gate), GFP_KERNEL);

	if (!gate)
		return -ENOMEM;
	gate_add_to_list(garden, gate);
	return 0;
}

static int what_is_given_a_place_by_a_function_is_quiet(struct garden *garden)
{
	struct gate *gate = kzalloc(sizeof(*gate), GFP_KERNEL);
	int place;

	if (!gate)
		return -ENOMEM;
	place = gate_put_to_place(garden, gate);
	garden->last = place;
	return 0;
}

struct plough {
	struct horse *horse;
	struct harness *harness;
};

static struct plough *plough_attach(struct horse *horse)
{
	struct plough *plough = kzalloc(sizeof(*plough), GFP_KERNEL);

	if (!plough)
		return NULL;
	plough->horse = horse;
	return plough;
}

static void plough_rest(struct plough *plough)
{
	harness_disable(plough->harness);
}

static void plough_detach(struct plough *plough)		// expect: the driver lets go here, and the memory in struct plough is not freed anywhere
{
}

static void sowing_done(struct work_struct *work)		// expect: the driver lets go here, and the memory in struct sowing is not freed anywhere
{
	struct sowing *sowing = container_of(work, struct sowing, work);

	note(sowing->field);
}

static int sow(struct field *field)
{
	struct sowing *sowing = kzalloc(sizeof(*sowing), GFP_KERNEL);

	if (!sowing)
		return -ENOMEM;
	sowing->field = field;
	INIT_WORK(&sowing->work, sowing_done);
	schedule_work(&sowing->work);
	return 0;
}

static void reaping_done(struct work_struct *work)
{
	struct reaping *reaping = container_of(work, struct reaping, work);

	note(reaping->field);
	kfree(reaping);
}

static int reap_is_quiet(struct field *field)
{
	struct reaping *reaping = kzalloc(sizeof(*reaping), GFP_KERNEL);

	if (!reaping)
		return -ENOMEM;
	reaping->field = field;
	INIT_WORK(&reaping->work, reaping_done);
	schedule_work(&reaping->work);
	return 0;
}

static int barns_are_built(struct farm *farm)
{
	farm->hay = kcalloc(4, 64, GFP_KERNEL);
	if (!farm->hay)
		return -ENOMEM;
	farm->straw = kcalloc(4, 64, GFP_KERNEL);
	if (!farm->straw) {
		kfree(farm->hay);
		farm->hay = NULL;
		return -ENOMEM;
	}
	return 0;
}

static int farm_opens(struct farm *farm)
{
	int err = barns_are_built(farm);

	if (err)
		return err;
	err = start(farm->id);
	if (err)
		goto fail;
	return 0;
fail:
	kfree(farm->hay);
	kfree(farm->straw);
	return err;
}

static void farm_closes(struct farm *farm)
{
	kfree(farm->hay);		// expect: straw is not freed here, as farm_opens() frees it beside the rest
}

static void mill_stops(struct mill *mill)
{
	stop(mill->wheel);
	kfree(mill->flour);
	mill->flour = NULL;
}

static void mill_sleeps(struct mill *mill)
{
	stop(mill->wheel);
	kfree(mill->flour);
	mill->flour = NULL;
}

static void mill_shutdown(struct mill *mill)
{
	stop(mill->wheel);
	mill->flour = NULL;		// expect: flour is not freed here, as mill_stops() frees it beside the rest
}

static int mill_starts_with_nothing_is_quiet(struct mill *mill)
{
	mill->flour = NULL;
	return start(mill->wheel);
}

static void sacks_go_one_by_one(struct cart *cart)
{
	struct sack *sack, *next;

	list_for_each_entry_safe(sack, next, &cart->sacks, link) {
		list_del(&sack->link);
		kfree(sack->string);
		kfree(sack);
	}
}

static void sacks_go_without_their_strings(struct cart *cart)
{
	struct sack *sack, *next;

	list_for_each_entry_safe(sack, next, &cart->sacks, link) {
		list_del(&sack->link);
		kfree(sack);		// expect: string is not freed here, as sacks_go_one_by_one() frees it beside the rest
	}
}

static netdev_tx_t cart_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct cart *cart = netdev_priv(dev);

	if (cart->broken)
		return NETDEV_TX_OK;		// expect: skb is not freed on this way out
	if (cart->full)
		return NETDEV_TX_BUSY;
	if (skb_put_padto(skb, 60))
		return NETDEV_TX_OK;
	if (!cart->wheels) {
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	cart->skb = skb;
	return NETDEV_TX_OK;
}

static const struct net_device_ops cart_ops = {
	.ndo_start_xmit = cart_start_xmit,
};

static int row_of_somebody_faster(struct field *field)
{
	int *row = kzalloc(64, GFP_KERNEL);

	if (!row)
		return -ENOMEM;
	if (cmpxchg(&field->row, NULL, row) != NULL)
		note(field);
	return 0;		// expect: row is not freed on this way out
}

static int row_of_somebody_faster_is_freed_is_quiet(struct field *field)
{
	int *row = kzalloc(64, GFP_KERNEL);

	if (!row)
		return -ENOMEM;
	if (cmpxchg(&field->row, NULL, row) != NULL)
		kfree(row);
	return 0;
}

static int frames_for_the_hypervisor(struct field *field)
{
	struct frames_op op = { .count = 4 };
	unsigned long *frames = kcalloc(4, sizeof(*frames), GFP_KERNEL);
	int err;

	if (!frames)
		return -ENOMEM;
	set_xen_guest_handle(op.list, frames);
	err = HYPERVISOR_frames_op(&op);
	return err;		// expect: frames is not freed on this way out
}

static int points_to_itself(struct field *field)
{
	struct furrow *furrow = kzalloc(sizeof(*furrow), GFP_KERNEL);

	if (!furrow)
		return -ENOMEM;
	furrow->first = &furrow->seeds;
	if (start(field->id))
		return -EIO;		// expect: furrow is not freed on this way out
	field->furrow = furrow;
	return 0;
}

static void *barn_map;

static int __init barn_init(void)
{
	barn_map = ioremap(BARN, 4096);
	if (!barn_map)
		return -ENOMEM;
	if (start(BARN))
		return -EIO;		// expect: barn_map is not freed on this way out
	return 0;
}

static void __exit barn_exit(void)
{
	iounmap(barn_map);
}
module_init(barn_init);
module_exit(barn_exit);

static void goat_is_sold(struct herd *herd, int id)
{
	struct goat *goat;

	list_for_each_entry(goat, &herd->goats, link) {
		if (goat->id == id) {
			list_del(&goat->link);		// expect: goat is taken off its list, and then lost
			goto found;
		}
	}
	return;
found:
	herd->count--;
}

static void goat_dies(struct herd *herd, struct goat *goat)
{
	list_del(&goat->link);
	kfree(goat);
}

static int warned_of_what_cannot_be_is_quiet(struct port *p)
{
	char *note = kstrdup(p->name, GFP_KERNEL);

	if (!note)
		return -ENOMEM;
	if (WARN_ON(p->closed))
		return -EINVAL;
	say(note);
	kfree(note);
	return 0;
}

static int kept_for_the_next_call_is_quiet(struct port *p)
{
	if (!p->spare) {
		p->spare = alloc_skb(64, GFP_KERNEL);
		if (!p->spare)
			return -ENOMEM;
	}
	while (more(p->id)) {
		if (!read_port(p->id))
			return -EIO;
		netif_rx(p->spare);
		p->spare = alloc_skb(64, GFP_KERNEL);
		if (!p->spare)
			return -ENOMEM;
	}
	return 0;
}

static int number_that_was_asked_for_is_quiet(struct port *p, int count)
{
	if (!count)
		return 0;
	p->lanes = kcalloc(count, 8, GFP_KERNEL);
	if (!p->lanes)
		return -ENOMEM;
	if (enable(p->id, count) < 0) {
		kfree(p->lanes);
		p->lanes = NULL;
		return -EIO;
	}
	return count;
}

static void lanes_are_closed(struct port *p)
{
	kfree(p->lanes);
	kfree_skb(p->spare);
}

static struct boat *boat_builds(void)
{
	struct boat *boat = kzalloc(sizeof(*boat), GFP_KERNEL);

	if (!boat)
		return NULL;
	boat->dev.ops = &boat_ops;
	if (launch(&boat->dev)) {
		kfree(boat);
		return NULL;
	}
	return boat;
}

static int boat_open(struct net_device *dev)
{
	return start(dev->irq);
}

static int boat_stops_is_quiet(struct net_device *dev)
{
	struct boat *boat = netdev_priv(dev);

	free_irq(boat->irq, dev);
	iounmap(boat->oars);
	return 0;
}

static const struct net_device_ops boat_ops = {
	.ndo_open = boat_open,
	.ndo_stop = boat_stops_is_quiet,
};

struct cellar {
	void *wine;
	struct barrel *barrels;
};

static int cellar_is_filled(struct cellar *cellar)
{
	cellar->barrels = kcalloc(4, 64, GFP_KERNEL);
	return cellar->barrels ? 0 : -ENOMEM;
}

static void cellar_clear(struct cellar *cellar)
{
	cellar->barrels = NULL;
}

static void cellar_free(struct cellar *cellar)		// expect: the driver lets go here, and the memory in barrels is not freed anywhere
{
	cellar_clear(cellar);
}

static int filled_without_a_test(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);

	msg->id = p->id;		// expect: msg may be NULL
	send(p, msg);
	return 0;
}

static int tested_before(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);

	if (msg == NULL)
		return -ENOMEM;
	msg->id = p->id;
	kfree(msg);
	return 0;
}

static int tested_in_one_expression(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);
	int id = msg ? msg->id : 0;

	kfree(msg);
	return id;
}

static struct msg *fails_with_an_error_pointer(void)
{
	struct msg *msg = kmalloc(64, GFP_KERNEL);

	if (!msg)
		return ERR_PTR(-ENOMEM);
	return msg;
}

static int error_pointer_is_tested(struct port *p)
{
	struct msg *msg = fails_with_an_error_pointer();

	if (IS_ERR(msg))
		return PTR_ERR(msg);
	msg->id = p->id;
	kfree(msg);
	return 0;
}

static struct port *new_port(int id)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->id = id;
	ports[id] = p;
	return p;
}

static struct port *found_or_made(int id)
{
	struct port *p;

	p = ports[id] ? ports[id] : new_port(id);
	p->users++;		// expect: p may be NULL
	return p;
}

static void *body_of_new(int size, struct msg **msg)
{
	*msg = kzalloc(size, GFP_KERNEL);
	if (!*msg)
		return NULL;
	return (*msg)->body;
}

static int the_other_result_is_tested(int id)
{
	struct msg *msg;
	struct body *body = body_of_new(64, &msg);

	if (!msg)
		return -ENOMEM;
	body->id = id;
	kfree(msg);
	return 0;
}

static int managed_memory_may_be_null_as_well(struct device *dev)
{
	struct port *p = devm_kzalloc(dev, sizeof(*p), GFP_KERNEL);

	dev_set_drvdata(dev, p);
	p->id = 1;		// expect: p may be NULL
	return 0;
}

static int a_lock_is_made_in_it(struct device *dev)
{
	struct port *p;

	p = devm_kzalloc(dev, sizeof(*p), GFP_KERNEL);
	mutex_init(&p->lock);		// expect: p may be NULL
	return 0;
}

static int size_of_what_it_points_to(struct device *dev)
{
	struct port *p;
	int size;

	p = devm_kzalloc(dev, sizeof(*p), GFP_KERNEL);
	size = sizeof(p->lock);
	if (!p)
		return -ENOMEM;
	p->size = size;
	return 0;
}

static int kept_first_and_tested_then(struct port *p)
{
	p->ring = kcalloc(p->count, sizeof(*p->ring), GFP_KERNEL);
	p->list = kcalloc(p->count, sizeof(*p->list), GFP_KERNEL);
	if (!p->ring || !p->list)
		return -ENOMEM;
	p->ring[0].next = 1;
	p->list[0].next = 1;
	return 0;
}

static int elements_of_a_member(struct port *p)
{
	int i;

	p->rows = devm_kcalloc(p->dev, p->count, sizeof(*p->rows), GFP_KERNEL);
	for (i = 0; i < p->count; i++)
		p->rows[i].next = i;		// expect: p->rows may be NULL
	return 0;
}

static int buffer_is_filled(struct port *p)
{
	struct sk_buff *skb = netdev_alloc_skb(p->netdev, 1500);

	skb_reserve(skb, 2);		// expect: skb may be NULL
	p->skb = skb;
	return 0;
}

static int told_by_who_was_given_it(struct port *p)
{
	char *name = kasprintf(GFP_KERNEL, "port%d", p->id);
	int err = port_name(p, name);

	if (err)
		return err;
	name[0] = 'P';
	return 0;
}

static int kept_and_tested_nowhere(struct port *p)
{
	p->untested_log = kzalloc(4096, GFP_KERNEL);		// expect: p->untested_log may be NULL
	p->open = 1;
	return 0;
}

static int kept_and_tested_later(struct port *p)
{
	p->history = kzalloc(4096, GFP_KERNEL);
	p->open = 1;
	return 0;
}

static void tests_it_later(struct port *p)
{
	if (p->history)
		p->history->count++;
}

static int must_not_fail(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL | __GFP_NOFAIL);

	msg->id = p->id;
	kfree(msg);
	return 0;
}

static int given_back_where_it_failed(struct port *p, int count)
{
	p->table = kcalloc(count, sizeof(*p->table), GFP_KERNEL);
	if (!p->table)
		goto free_rows;
	return 0;
free_rows:
	while (count--)
		free_row(p->table[count].row);		// expect: p->table is NULL here
	return -ENOMEM;
}

static int port_probe(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);

	setup(res->start);		// expect: res may be NULL
	return 0;
}

static int port_remove(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);

	release_mem_region(res->start, 4);
	return 0;
}

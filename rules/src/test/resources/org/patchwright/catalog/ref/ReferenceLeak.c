static int node_is_put_on_one_way_only(struct port *p)
{
	struct device_node *np = of_parse_phandle(p->node, "codec", 0);
	int err;

	if (!np)
		return -ENODEV;
	err = setup(p->id);
	if (err)
		return err;		// expect: np is left on this way out
	of_node_put(np);
	return 0;
}

static int loop_is_left_with_the_child(struct device_node *parent)
{
	struct device_node *child;

	for_each_child_of_node(parent, child) {
		if (probe_child(child->name))
			return -EINVAL;	// expect: child is left on this way out
	}
	return 0;
}

static int child_is_put_before_the_break(struct device_node *parent)
{
	struct device_node *child;
	int err = 0;

	for_each_child_of_node(parent, child) {
		err = probe_child(child->name);
		if (err) {
			of_node_put(child);
			break;
		}
	}
	return err;
}

static int clock_is_left_on(struct port *p)
{
	int err = clk_prepare_enable(p->clk);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		goto off;
	err = second(p->id);
	if (err)
		return err;		// expect: p->clk is left on this way out
	return 0;
off:
	clk_disable_unprepare(p->clk);
	return err;
}

static int clock_is_turned_off_elsewhere(struct port *p)
{
	int err = clk_prepare_enable(p->clk);

	if (err)
		return err;
	return first(p->id);
}

static int failing_get_counts_too(struct port *p)
{
	int err = pm_runtime_get_sync(p->dev);

	if (err < 0)
		return err;		// expect: p->dev is left on this way out
	p->count++;
	pm_runtime_put(p->dev);
	return 0;
}

static void own_pair(struct port *p, int budget)
{
	while (budget--) {
		port_get(p);
		if (p->dead) {
			port_put(p);
			continue;
		}
		port_put(p);
	}
}

static int own_pair_is_broken(struct port *p)
{
	port_get(p);
	if (p->dead)
		return -ENODEV;		// expect: p is left on this way out
	port_put(p);
	return 0;
}

static struct device *found_device_is_the_callers(struct bus_type *bus)
{
	return bus_find_device(bus, NULL, NULL, match);
}

static int device_is_put_through_its_member(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (!pdev)
		return -ENODEV;
	put_device(&pdev->dev);
	return 0;
}

static int found_device_is_forgotten(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (!pdev)
		return -ENODEV;
	return pdev->id;		// expect: pdev is left on this way out
}

static int unknown_keeper_is_quiet(struct port *p, struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (!pdev)
		return -ENODEV;
	return p->ops->attach(p, pdev);
}

static void power_off(void *data)
{
	struct codec *codec = data;

	regulator_disable(codec->supply);
}

static int power_is_switched_off_with_the_device(struct device *dev, struct codec *codec)
{
	int err = regulator_enable(codec->supply);

	if (err)
		return err;
	err = devm_add_action_or_reset(dev, power_off, codec);
	if (err)
		return err;
	return codec_reset(codec->id);
}

static int power_is_switched_off_by_what_came_before(struct device *dev, struct codec *codec)
{
	int err = devm_add_action_or_reset(dev, power_off, codec);

	if (err)
		return err;
	err = regulator_enable(codec->supply);
	if (err)
		return err;
	err = codec_reset(codec->id);
	if (err)
		return err;
	return 0;
}

static int other_power_is_not(struct device *dev, struct codec *codec)
{
	int err = devm_add_action_or_reset(dev, power_off, codec);

	if (err)
		return err;
	err = regulator_enable(codec->extra);
	if (err)
		return err;
	err = codec_reset(codec->id);
	if (err)
		return err;		// expect: codec->extra is left on this way out
	regulator_disable(codec->extra);
	return 0;
}

static int counted_under_another_name(struct card *card, struct device *codec)
{
	int err;

	card->codec = get_device(codec);
	err = codec_reset(card->id);
	if (err) {
		put_device(codec);
		return err;
	}
	return 0;
}

/* A label named for failures is no way out for success. */
static int success_keeps_the_node(struct device *dev)
{
	struct device_node *np;
	int ret;

	np = of_get_child_by_name(dev->of_node, "bus");
	if (!np)
		return -ENODEV;
	ret = bus_start(dev);
	if (ret)
		goto err_put;
	if (bus_is_idle(dev)) {
		dev->ready = true;
		return 0; // expect: np
	}
	ret = -EBUSY;

err_put:
	of_node_put(np);
	return ret;
}

static int node_that_earlier_ways_never_set(struct port *p)
{
	struct device_node *np;
	int err;

	err = first_step(p->id);
	if (err)
		goto out;
	np = of_get_child_by_name(p->node, "x");
	err = second_step(p->id);
	if (err)
		goto out;
	of_node_put(np);
	return 0;
out:
	clock_off(p->id);
	return err;		// expect: np is left on this way out
}

static int put_before_the_later_errors(struct port *p)
{
	struct device_node *np;
	int ret;

	ret = first_step(p->id);
	if (ret)
		return ret;
	np = of_get_child_by_name(p->node, "mdio");
	if (np) {
		p->bus = bus_create(p->id);
		if (!p->bus) {
			ret = -ENODEV;
			goto err_off;
		}
	}
	of_node_put(np);

	ret = second_step(p->id);
	if (ret)
		goto err_bus;
	return 0;

err_bus:
	bus_destroy(p->id);
err_off:
	clock_off(p->id);
	return ret;		// expect: np is left on this way out
}

static int node_is_looked_at_once(struct port *p)
{
	struct device_node *np;
	int ret;

	np = of_parse_phandle(p->node, "tbi-handle", 0);
	if (!np) {
		ret = -EINVAL;
		goto out;
	}

	p->tbi = of_phy_find_device(np);
	if (!p->tbi) {
		ret = -EINVAL;
		goto out;
	}
	ret = second_step(p->id);

out:
	return ret;		// expect: np is left on this way out
}

static int each_round_has_its_node(struct port *p, struct device_node **ports)
{
	struct device_node *np;
	int ret = 0;
	int i;

	for (i = 0; i < 2; i++) {
		np = of_parse_phandle(ports[i], "phy-handle", 0);
		if (!np)
			continue;
		ret = first_step(p->id);
		if (ret)
			goto out_unregister;
		ret = second_step(p->id);
		if (ret)
			goto out_unregister;
		of_node_put(np);
	}
	ret = third_step(p->id);
	if (ret)
		goto out_unregister;
	return 0;

out_unregister:
	unregister_all(p);
out_off:
	clock_off(p->id);
	return ret;		// expect: np is left on this way out
}

static int device_was_not_woken(struct port *p)
{
	int ret;

	pm_runtime_get_noresume(p->dev);
	ret = first_step(p->id);
	if (ret)
		goto err_stop;
	pm_runtime_put(p->dev);
	return 0;

err_stop:
	clock_off(p->id);
	return ret;		// expect: p->dev is left on this way out
}

static void *two_phandles_in_one_variable(struct device_node *np, struct port *p)
{
	struct of_phandle_args spec;
	int err;

	err = of_parse_phandle_with_fixed_args(np, "rx", 1, 0, &spec);
	if (err)
		return NULL;
	p->rx = spec.args[0];
	err = of_parse_phandle_with_fixed_args(np, "tx", 1, 0, &spec);
	if (err)
		return NULL;	// expect: spec is left on this way out
	p->tx = spec.args[0];
	if (!p->rx)
		return NULL;	// expect: spec is left on this way out
	return p;		// expect: spec is left on this way out
}

static int given_back_by_its_first_name(struct port *p, struct fwnode_handle *child)
{
	int err;

	p->dev.fwnode = fwnode_handle_get(child);
	err = port_register(p);
	if (err) {
		p->dev.fwnode = NULL;
		fwnode_handle_put(child);
		return err;
	}
	return 0;
}

static int each_node_gives_back_the_one_before(struct port *p)
{
	struct device_node *np = NULL;

	do {
		np = of_find_all_nodes(np);
	} while (np && np->id != p->id);
	if (!np)
		return -ENODEV;
	of_node_put(np);
	return 0;
}

static int child_is_given_to_the_platform_only(struct device *dev)
{
	struct device_node *np = of_get_compatible_child(dev->of_node, "slot");

	if (!np)
		return -ENOENT;
	of_platform_device_create(np, NULL, dev);
	return 0;		// expect: np is left on this way out
}

static int registered_in_vain(struct port *p)
{
	int err = device_register(&p->dev);

	if (err)
		return err;	// expect: p->dev is left on this way out: its first reference
	return 0;
}

static int registered_in_vain_and_put_is_quiet(struct port *p)
{
	int err = device_register(&p->dev);

	if (err)
		put_device(&p->dev);
	return err;
}

static int registered_in_vain_and_freed_is_quiet(struct port *p)
{
	struct port *port = kzalloc(sizeof(*port), GFP_KERNEL);
	int err;

	if (!port)
		return -ENOMEM;
	err = device_register(&port->dev);
	if (err)
		kfree(port);
	return err;
}

static struct entry *entry_is_counted_for_the_caller(struct port *p, int id)
{
	struct entry *entry;

	list_for_each_entry(entry, &p->entries, link) {
		if (entry->id == id) {
			kref_get(&entry->kref);
			return entry;
		}
	}
	return NULL;
}

static int entry_is_put_on_one_way(struct port *p, int id)
{
	struct entry *entry = entry_is_counted_for_the_caller(p, id);

	if (!entry)
		return -ENODEV;
	if (transfer(entry->address))
		return -EIO;	// expect: entry is left on this way out
	kref_put(&entry->kref, entry_release);
	return 0;
}

static void counted_for_a_moment(struct port *p)
{			// expect: p->dev is left on this way out
	get_device(&p->dev);
	printk("%s\n", p->name);
}

static void counted_for_work_that_was_queued_before(struct port *p)
{			// expect: p->kref is left on this way out
	kref_get(&p->kref);
	if (schedule_work(&p->work))
		p->works++;
}

static void counted_for_work_is_quiet(struct port *p)
{
	kref_get(&p->kref);
	if (!schedule_work(&p->work))
		kref_put(&p->kref, port_release);
}

static void unlist(struct entry *entry)
{
	if (entry->listed) {
		list_del(&entry->link);
		entry_put(entry);
	}
}

static void round_is_left_with_the_entry(struct port *p)
{			// expect: entry is left on this way out
	struct entry *entry;

	while (!list_empty(&p->entries)) {
		entry = list_entry(p->entries.next, struct entry, link);
		entry_get(entry);
		unlist(entry);
		if (!p->ready) {
			entry_put(entry);
			continue;
		}
		if (timer_pending(&p->timer))
			break;
		p->current[entry->id] = entry;
	}
}

static struct i2c_client *view_of_nothing(struct bus_type *bus, void *which)
{
	struct device *dev = bus_find_device(bus, NULL, which, matches);
	struct i2c_client *client;

	if (!dev)
		return NULL;
	client = i2c_verify_client(dev);
	if (!client)
		printk("no client\n");
	return client;		// expect: dev is left on this way out
}

static void lets_go_of_what_the_others_keep(struct port *p, struct phy *phy)
{
	of_node_put(p->tbi);
	fwnode_handle_put(phy->mdio.dev.fwnode);
}

struct lamp {
	struct device_node *supply;
	struct device_node *socket;
};

static int lamp_probe(struct platform_device *pdev)
{
	struct lamp *lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	int err;

	if (!lamp)
		return -ENOMEM;
	lamp->supply = of_parse_phandle(pdev->dev.of_node, "supply", 0);
	lamp->socket = of_parse_phandle(pdev->dev.of_node, "socket", 0);
	err = register_lamp(&pdev->dev);
	if (err) {
		of_node_put(lamp->socket);
		of_node_put(lamp->supply);
		kfree(lamp);
		return err;
	}
	platform_set_drvdata(pdev, lamp);
	return 0;
}

static int lamp_remove(struct platform_device *pdev)
{
	struct lamp *lamp = platform_get_drvdata(pdev);

	of_node_put(lamp->supply);	// expect: the driver lets go here, and what is counted in socket is not given back anywhere
	kfree(lamp);
	return 0;
}

static struct platform_driver lamp_driver = {
	.probe = lamp_probe,
	.remove = lamp_remove,
};

static struct vase *vase_alloc(int id)
{
	struct vase *vase = kzalloc(sizeof(*vase), GFP_KERNEL);

	if (vase)
		__module_get(THIS_MODULE);
	return vase;
}

static void vase_free(struct vase *vase)	// expect: nothing in the driver lets go of this module
{
	kfree(vase);
}

static int desk_open(struct inode *inode, struct file *filp)
{
	struct desk *desk = kzalloc(sizeof(*desk), GFP_KERNEL);

	if (!desk)
		return -ENOMEM;
	kref_init(&desk->kref);
	filp->private_data = desk;
	return 0;
}

static int desk_release(struct inode *inode, struct file *filp)	// expect: nothing here gives back the first reference to desk->kref
{
	return 0;
}

static const struct file_operations desk_operations = {
	.open = desk_open,
	.release = desk_release,
};

static struct entry *counts_up_and_leaves_the_loop(struct port *p, int id)
{
	struct entry *entry;

	list_for_each_entry(entry, &p->entries, link) {
		if (entry->id == id) {
			kref_get(&entry->kref);
			goto out;
		}
	}
	entry = NULL;
out:
	return entry;
}

static struct request *what_lies_beyond_is_no_part(struct port *p, int id)
{
	struct request *req;
	struct entry *entry = counts_up_and_leaves_the_loop(p, id);

	if (!entry)
		return NULL;
	req = take_request(&entry->owner->session->pool);
	if (!req)
		return NULL;		// expect: entry is left on this way out
	req->entry = entry;
	return req;
}

struct search {
	const char *name;
	struct bus_port *port;
};

static int each_port(struct device *dev, void *data)
{
	struct bus_port *port = to_bus_port(dev);
	struct search *search = data;

	if (strcmp(port->name, search->name))
		return 0;
	search->port = port;
	get_device(dev);
	return 1;
}

static struct bus_port *found_by_what_is_called_for_each(struct bus_type *bus, const char *name)
{
	struct search search = { .name = name };

	bus_for_each_dev(bus, NULL, &search, each_port);
	return search.port;
}

static void found_port_is_put(struct bus_type *bus, const char *name)
{
	struct bus_port *port = found_by_what_is_called_for_each(bus, name);

	if (port)
		put_device(&port->dev);
}

static void found_port_is_left(struct bus_type *bus, const char *name)
{			// expect: port is left on this way out
	struct bus_port *port = found_by_what_is_called_for_each(bus, name);

	if (!port)
		printk("no %s\n", name);
}

static void each_found_port_is_lost(struct bus_type *bus, const char *name)
{
	struct search search = { .name = name };

	do {
		search.port = NULL;
		bus_for_each_dev(bus, NULL, &search, each_port);	// expect: search.port is overwritten
		if (search.port)
			device_unregister(&search.port->dev);
	} while (search.port);
}

static void each_found_port_is_put(struct bus_type *bus, const char *name)
{
	struct search search = { .name = name };

	do {
		search.port = NULL;
		bus_for_each_dev(bus, NULL, &search, each_port);
		if (search.port) {
			device_unregister(&search.port->dev);
			put_device(&search.port->dev);
		}
	} while (search.port);
}

static int fills_the_callers(struct search *search, struct device_node *np)
{
	search->port = of_parse_phandle(np, "port", 0);
	return search->port ? 0 : -ENODEV;
}

static int filled_and_left(struct device_node *np)
{
	struct search search;
	int err = fills_the_callers(&search, np);

	if (err)
		return err;
	return transfer(search.port->id);	// expect: search.port is left on this way out
}

struct lens {
	struct file *filp;
};

struct picture {
	struct lens *lens;
	struct kref kref;
};

static struct picture *picture_take(struct lens *lens)
{
	struct picture *picture = kzalloc(sizeof(*picture), GFP_KERNEL);

	if (!picture)
		return NULL;
	picture->lens = lens;
	get_file(lens->filp);
	return picture;
}

static void picture_drop(struct picture *picture)	// expect: the driver lets go here, and what is counted in filp
{
	kfree(picture);
}

static int frame_dev_probe(struct frame *frame, struct frame_driver *drv)
{
	int err;

	dev_hold(drv->netdev);
	err = drv->probe(frame);
	if (err)
		dev_put(drv->netdev);
	return err;
}

static void frame_dev_remove(struct frame *frame, struct frame_driver *drv)	// expect: the driver lets go here, and what is counted in netdev
{
	drv->remove(frame);
}

struct shelf {
	struct gendisk *gd;
};

static int shelf_make(struct shelf *shelf)
{
	struct gendisk *gd = blk_mq_alloc_disk(shelf->set, shelf);

	if (IS_ERR(gd))
		return PTR_ERR(gd);
	shelf->gd = gd;
	return 0;
}

static void shelf_connect(struct shelf *shelf)
{
	if (shelf_make(shelf))
		return;
	if (device_add_disk(shelf->dev, shelf->gd, NULL))
		put_disk(shelf->gd);
}

static int shelf_remove(struct shelf_device *dev)
{
	struct shelf *shelf = dev_get_drvdata(&dev->dev);

	del_gendisk(shelf->gd);
	blk_mq_free_tag_set(&shelf->set);	// expect: the driver lets go here, and what is counted in gd
	return 0;
}

static struct shelf_driver shelf_driver = {
	.remove = shelf_remove,
};

struct ticket {
	struct list_head link;
	struct kref kref;
};

static void ticket_is_answered(struct port *p, int id)
{
	struct ticket *ticket;

	list_for_each_entry(ticket, &p->waiting, link)
		if (ticket->id == id) {
			list_del(&ticket->link);	// expect: ticket is taken off its list here, and the list's reference not given back
			break;
		}
	ticket->state = DONE;
	ticket->done(ticket);
}

static void ticket_is_aborted(struct port *p)
{
	struct ticket *ticket = list_first_entry(&p->waiting, struct ticket, link);

	list_del(&ticket->link);
	kref_put(&ticket->kref, ticket_free);
}

static void ticket_waits_elsewhere(struct port *p)
{
	struct ticket *ticket = list_first_entry(&p->waiting, struct ticket, link);

	list_del(&ticket->link);
	ticket->state = LATE;
	list_add_tail(&ticket->link, &p->late);
}

struct stamp {
	struct list_head link;
	struct kref kref;
};

static int stamp_add(struct port *p)
{
	struct stamp *new = kmalloc(sizeof(struct stamp), GFP_KERNEL);

	if (!new)
		return -ENOMEM;
	kref_init(&new->kref);
	list_add_tail(&new->link, &p->stamps);
	return 0;
}

static void stamp_del(struct stamp *stamp)
{
	list_del(&stamp->link);	// expect: stamp is taken off its list here, and the list's reference not given back
}

static void stamp_del_first(struct port *p)
{
	struct stamp *first = list_first_entry(&p->stamps, struct stamp, link);

	stamp_del(first);
}

struct brush {
	struct kref kref;
};

static void brush_end(struct kref *kref)
{
	struct brush *brush = container_of(kref, struct brush, kref);

	kfree(brush);
}

static inline void brush_get(struct brush *brush)
{
	kref_get(&brush->kref);
}

static inline void brush_put(struct brush *brush)	// expect: no reference to struct brush is ever given back: brush_end() is not used
{
}

static int tram_open(struct file *filp)
{
	struct tram *tram = filp->private_data;

	kref_get(&tram->ref);
	kref_get(&tram->line->ref);
	return 0;
}

static int tram_close(struct file *filp)	// expect: nothing here gives back the reference that its counterpart took to tram->line->ref
{
	struct tram *tram = filp->private_data;

	kref_put(&tram->ref, tram_free);
	return 0;
}

static const struct tram_operations tram_operations = {
	.open = tram_open,
	.release = tram_close,
};

static int bus_open(struct file *filp)
{
	struct bus *bus = filp->private_data;

	kref_get(&bus->ref);
	return 0;
}

static int bus_close(struct file *filp)
{
	return 0;
}

static void bus_cleanup(struct bus *bus)
{
	kref_put(&bus->ref, bus_free);
}

static const struct bus_operations bus_operations = {
	.open = bus_open,
	.close = bus_close,
	.cleanup = bus_cleanup,
};

static int node_of_a_bus_is_put_by_way_of_it(struct lane *lane, struct device_node *parent)
{
	struct device_node *np = of_get_compatible_child(parent, "mdio");

	if (!np)
		return -ENODEV;
	return of_mdiobus_register(lane->bus, np);
}

static void lane_remove(struct lane *lane)
{
	mdiobus_unregister(lane->bus);
	of_node_put(lane->bus->dev.of_node);
}

static int map_is_no_view_of_its_node(struct port *p)
{
	struct of_phandle_args args;
	int err = of_parse_phandle_with_fixed_args(p->node, "syscon", 1, 0, &args);

	if (err)
		return err;
	p->map = syscon_node_to_regmap(args.np);
	return PTR_ERR_OR_ZERO(p->map);	// expect: args is left on this way out
}

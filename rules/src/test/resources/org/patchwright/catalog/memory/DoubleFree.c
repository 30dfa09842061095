static int freed_before_the_label_that_frees(struct port *p)
{
	int err = -ENOMEM;
	char *buf = kmalloc(64, GFP_KERNEL);

	if (!buf)
		return err;
	err = first(p->id);
	if (err) {
		kfree(buf);
		goto out;
	}
	err = second(p->id);
out:
	kfree(buf);			// expect: buf is freed again
	return err;
}

static void set_to_null_between(struct port *p)
{
	kfree(p->buf);
	p->buf = NULL;
	kfree(p->buf);
}

static void field_is_freed_twice(struct port *p)
{
	kfree(p->buf);
	p->count = 0;
	kfree(p->buf);			// expect: p->buf is freed again
}

static void elements_are_different(struct port *p)
{
	int i;

	for (i = 0; i < p->count; i++)
		kfree(p->bufs[i]);
}

static void callee_may_assign(struct port *p)
{
	kfree(p->buf);
	refill(p);
	kfree(p->buf);
}

static void drop(struct msg *msg)
{
	kfree(msg);
}

static int wrapper_frees(struct port *p)
{
	struct msg *msg = kmalloc(64, GFP_KERNEL);

	if (!msg)
		return -ENOMEM;
	drop(msg);
	kfree(msg);			// expect: msg is freed again
	return 0;
}

static int only_one_of_the_tests_is_true(struct port *p, int busy)
{
	char *buf = kmalloc(64, GFP_KERNEL);

	if (busy)
		kfree(buf);
	if (!busy)
		kfree(buf);
	return 0;
}

static int device_goes_by_the_wrong_call(struct port *p)
{
	struct net_device *netdev = alloc_etherdev(sizeof(struct port));

	if (!netdev)
		return -ENOMEM;
	if (register_it(netdev)) {
		kfree(netdev);		// expect: netdev is freed by kfree(), which does not belong to alloc_etherdev()
		return -EIO;
	}
	return 0;
}

static void private_part_is_freed_by_itself(struct net_device *netdev)
{
	struct port *p = netdev_priv(netdev);

	kfree(p);		// expect: p lies in its network device
}

static void buffer_of_the_private_part_is_quiet(struct net_device *netdev)
{
	struct port *p = netdev_priv(netdev);

	kfree(p->buf);
}

static int ring_is_mapped_and_its_guard_stays(struct ring_user *user, int port)
{
	int err;

	user->area = alloc_vm_area(4096);
	if (!user->area)
		return -ENOMEM;
	user->sring = user->area->addr;
	err = bind_port(port, user);
	if (err < 0) {
		free_vm_area(user->area);	// expect: area is freed here, and sring still says that it is there
		return err;
	}
	user->irq = err;
	return 0;
}

static int ring_is_mapped_and_its_guard_goes_is_quiet(struct ring_user *user, int port)
{
	int err;

	user->area = alloc_vm_area(4096);
	if (!user->area)
		return -ENOMEM;
	user->sring = user->area->addr;
	err = bind_port(port, user);
	if (err < 0) {
		free_vm_area(user->area);
		user->sring = NULL;
		return err;
	}
	user->irq = err;
	return 0;
}

static void ring_is_let_go(struct ring_user *user)
{
	if (user->sring) {
		free_vm_area(user->area);
		user->sring = NULL;
	}
}

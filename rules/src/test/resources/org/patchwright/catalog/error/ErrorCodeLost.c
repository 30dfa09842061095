static int allocation_fails_and_zero_is_returned(struct port *p)
{
	int err = first(p->id);

	if (err)
		return -EIO;
	p->buf = kmalloc(64, GFP_KERNEL);	// expect: kmalloc() fails, and the function returns 0
	if (!p->buf)
		goto out;
	err = second(p->id);
out:
	return err;
}

static int code_is_set_before_the_jump(struct port *p)
{
	int err = first(p->id);

	if (err)
		return err;
	err = -ENOMEM;
	p->buf = kmalloc(64, GFP_KERNEL);
	if (!p->buf)
		goto out;
	err = second(p->id);
out:
	return err;
}

static int null_is_no_error_pointer(struct port *p)
{
	p->map = ioremap(p->base, 64);
	if (IS_ERR(p->map))		// expect: ioremap() fails with NULL
		return -ENOMEM;
	return 0;
}

static int error_pointer_is_not_null(struct port *p)
{
	p->task = kthread_run(work, p, "port");
	if (!p->task)			// expect: kthread_run() fails with an error pointer
		return -ENOMEM;
	return 0;
}

static int right_tests_are_quiet(struct port *p)
{
	p->task = kthread_run(work, p, "port");
	if (IS_ERR(p->task))
		return PTR_ERR(p->task);
	p->map = ioremap(p->base, 64);
	if (!p->map)
		return -ENOMEM;
	return 0;
}

static void nobody_looks(struct port *p)
{
	pci_enable_device(p->pdev);	// expect: nothing looks at whether pci_enable_device() fails
}

static int runs_off_its_end(struct port *p)	// expect: runs off its end
{
	p->count = 0;
}

static int every_way_returns(struct port *p)
{
	if (p->dead)
		return -ENODEV;
	else
		return 0;
}

static int for_ever(struct port *p)
{
	for (;;) {
		if (p->dead)
			return 0;
	}
}

static int last_value_is_forgotten_in_every_configuration(struct port *p)	// expect: runs off its end without a value
{
	if (probe_port(p))
		return -ENODEV;
#ifdef CONFIG_PORT_FAST
	p->fast = 1;
#else
	p->fast = 0;
#endif
}

static int add_disk_of(struct port *p)
{
	if (!p->id)
		return -ENODEV;
	return 0;
}

static void connects_without_a_disk(struct port *p)
{
	add_disk_of(p);		// expect: nothing looks at whether add_disk_of() fails
	switch_state(p);
}

static struct port *port_of_a_name(const char *name)
{
	struct port *p = find(name);

	if (IS_ERR(p))
		return ERR_CAST(p);
	if (p->dead)
		return ERR_PTR(-ENODEV);
	return p;
}

static int own_function_never_yields_null(const char *name)
{
	struct port *p = port_of_a_name(name);

	if (!p)		// expect: port_of_a_name() fails with an error pointer
		return -ENODEV;
	return p->id;
}

static struct port *port_or_null(const char *name)
{
	if (!name)
		return NULL;
	if (!*name)
		return ERR_PTR(-EINVAL);
	return ports;
}

static int may_yield_null(const char *name)
{
	struct port *p = port_or_null(name);

	if (!p)
		return -ENODEV;
	return p->id;
}

static int clock_by_name(struct device *dev)
{
	struct clk *clk = devm_clk_get_enabled(dev, "bus");

	if (!clk)		// expect: devm_clk_get_enabled() fails with an error pointer
		return -ENODEV;
	return 0;
}

static int clock_that_may_be_absent(struct device *dev)
{
	struct clk *clk = devm_clk_get_optional(dev, "bus");

	if (!clk)
		return 0;
	return clk_prepare_enable(clk);
}

static int error_of_null(struct port *p)
{
	struct ring *r = ring_of(p);

	if (!r) {
		report(p);
		return PTR_ERR(r);		// expect: r is NULL here
	}
	return 0;
}

static int error_of_what_is_made_anew(struct port *p)
{
	struct ring *r = ring_of(p);

	if (!r) {
		r = other_ring(p);
		if (IS_ERR(r))
			return PTR_ERR(r);
	}
	return 0;
}

static int error_of_either(struct port *p)
{
	struct ring *r = ring_of(p);

	if (!r || IS_ERR(r))
		return r ? PTR_ERR(r) : -ENOMEM;
	return 0;
}

static void __init noreturn port_die(const char *why)
{
	print(why);
	halt();
}

static bool fails_by_what_never_returns(struct port *p)
{
	if (port_open(p) < 0)
		goto fail;
	return true;
fail:
	port_close(p);
	port_die("cannot open");
}

static bool fails_by_what_returns(struct port *p)	// expect: runs off its end without a value
{
	if (port_open(p) < 0)
		goto fail;
	return true;
fail:
	port_close(p);
	port_warn("cannot open");
}

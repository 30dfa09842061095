struct pipe_info {
	struct xenbus_device *dev;
	int evtchn;
	int irq;
	int other;
};

static int port_stays_when_the_bind_fails(struct xenbus_device *dev, struct pipe_info *info)
{
	int evtchn, irq;
	int ret = xenbus_alloc_evtchn(dev, &evtchn);

	if (ret)
		return ret;
	irq = bind_evtchn_to_irqhandler(evtchn, pipe_handler, 0, "pipe", info);
	if (irq < 0)
		return irq;		// expect: the event channel of evtchn is not closed on this error
	info->irq = irq;
	return 0;
}

static int port_is_closed_when_the_bind_fails(struct xenbus_device *dev, struct pipe_info *info)
{
	int evtchn, irq;
	int ret = xenbus_alloc_evtchn(dev, &evtchn);

	if (ret)
		return ret;
	irq = bind_evtchn_to_irqhandler(evtchn, pipe_handler, 0, "pipe", info);
	if (irq < 0) {
		xenbus_free_evtchn(dev, evtchn);
		return irq;
	}
	info->irq = irq;
	return 0;
}

static int handler_stays_on_a_later_error(struct xenbus_device *dev, int evtchn, void *cookie)
{
	int irq = bind_evtchn_to_irqhandler(evtchn, pipe_handler, 0, "pipe", cookie);

	if (irq < 0)
		return irq;
	if (xenbus_printf(XBT_NIL, dev->nodename, "ready", "%d", 1))
		return -EIO;		// expect: the interrupt of irq is not unbound on this error
	unbind_from_irqhandler(irq, cookie);
	return 0;
}

static void unbinds_by_its_field(struct pipe_info *info)
{
	if (info->irq)
		unbind_from_irqhandler(info->irq, info);
	info->irq = 0;
}

static int bound_without_a_test(struct pipe_info *info)
{
	info->other = bind_interdomain_evtchn_to_irqhandler(1, info->evtchn, pipe_handler,	// expect: nothing tests whether this failed
			0, "pipe", info);
	return 0;
}

static void forgets_what_it_bound(struct pipe_info *info)
{
	if (info->other)
		pipe_quiet(info);
	info->other = 0;		// expect: info->other is forgotten while its interrupt is not unbound
}

struct tube_info {
	int tube_irq;
};

static int tube_open(struct tube_info *tube, int port)
{
	int err = bind_evtchn_to_irqhandler(port, tube_handler, 0, "tube", tube);

	if (err < 0)
		return err;
	tube->tube_irq = err;
	return 0;
}

static void tube_close(struct tube_info *tube)
{
	unbind_from_irqhandler(tube->tube_irq, NULL);	// expect: bound with tube and unbound with NULL
	tube->tube_irq = 0;
}

struct old_info {
	int port;
};

static int old_open(struct old_info *old)
{
	return bind_evtchn_to_irqhandler(old->port, old_handler, 0, "old", old);
}

static void old_close(struct old_info *old)
{
	unbind_evtchn_from_irqhandler(old->port, NULL);	// expect: bound with old and unbound with NULL
}

struct hose {
	int hose_irq;
	int spare_irq;
};

static int hose_open(struct hose *hose, int port, int spare)
{
	int err = bind_evtchn_to_irqhandler(port, hose_handler, 0, "hose", hose);

	if (err < 0)
		return err;
	hose->hose_irq = err;
	err = bind_evtchn_to_irqhandler(spare, hose_handler, 0, "spare", hose);
	if (err < 0)
		goto fail;
	hose->spare_irq = err;
	return 0;
fail:
	hose->hose_irq = 0;		// expect: hose->hose_irq is forgotten while its interrupt is not unbound
	return err;
}

static void the_holder_goes_with_its_interrupt(struct hose *hose)
{
	unbind_from_irqhandler(hose->hose_irq, hose);
	kfree(hose);			// expect: hose goes while the interrupt in spare_irq is not unbound
}

struct duct {
	int in_irq;
	int out_irq;
};

static int duct_open(struct duct *duct, int port)
{
	int err = bind_evtchn_to_irqhandler(port, duct_handler, 0, "in", duct);

	if (err < 0)
		return err;
	duct->in_irq = err;
	err = bind_evtchn_to_irqhandler(port + 1, duct_handler, 0, "out", duct);
	if (err < 0) {
		unbind_from_irqhandler(duct->in_irq, duct);
		return err;
	}
	duct->out_irq = err;
	return 0;
}

static void unbinds_each_once(struct duct *duct)
{
	if (duct->in_irq && duct->in_irq == duct->out_irq)
		unbind_from_irqhandler(duct->in_irq, duct);
	if (duct->in_irq && duct->in_irq != duct->out_irq) {
		unbind_from_irqhandler(duct->in_irq, duct);
		unbind_from_irqhandler(duct->out_irq, duct);
	}
	duct->in_irq = duct->out_irq = 0;
	kfree(duct);
}

struct asked_channel {
	int asked_port;
	int asked_irq;
};

static int opens_an_asked_channel(struct xenbus_device *dev, struct asked_channel *asked)
{
	int err;

	err = xenbus_alloc_evtchn(dev, &asked->asked_port);
	if (err < 0)
		return err;
	err = bind_evtchn_to_irqhandler(asked->asked_port, interrupt, 0, "asked", asked);
	if (err < 0)
		return err;
	asked->asked_irq = err;
	return 0;
}

static void asks_for_a_port_and_keeps_it_open(struct asked_channel *asked)
{
	if (asked->asked_irq)
		unbind_from_irqhandler(asked->asked_irq, asked);
	if (asked->asked_port)
		schedule();
	memset(asked, 0, sizeof(*asked));	// expect: asked goes while the event channel in asked_port is not closed
}

static int opens_asked_channels(struct xenbus_device *dev, struct asked_channel *asked)
{
	int err = opens_an_asked_channel(dev, asked);

	if (err)
		asks_for_a_port_and_keeps_it_open(asked);
	return err;
}

struct closed_channel {
	int closed_port;
	int closed_irq;
};

static int opens_a_closed_channel(struct xenbus_device *dev, struct closed_channel *closed)
{
	int err;

	err = xenbus_alloc_evtchn(dev, &closed->closed_port);
	if (err < 0)
		return err;
	err = bind_evtchn_to_irqhandler(closed->closed_port, interrupt, 0, "closed", closed);
	if (err < 0)
		return err;
	closed->closed_irq = err;
	return 0;
}

static void closes_a_port_without_handler(struct xenbus_device *dev, struct closed_channel *closed)
{
	if (closed->closed_irq)
		unbind_from_irqhandler(closed->closed_irq, closed);
	else if (closed->closed_port)
		xenbus_free_evtchn(dev, closed->closed_port);
	memset(closed, 0, sizeof(*closed));
}

static int opens_closed_channels(struct xenbus_device *dev, struct closed_channel *closed)
{
	int err = opens_a_closed_channel(dev, closed);

	if (err)
		closes_a_port_without_handler(dev, closed);
	return err;
}

static void arm(struct port *port)
{
	mod_timer(&port->retry, jiffies + HZ);
	mod_timer(&port->poll, jiffies + HZ);
}

static void port_remove(struct port *port)
{
	del_timer_sync(&port->poll);
	kfree(port);			// expect: the timer retry may still be pending
}

static void lamp_is_set_up(struct lamp *lamp)
{
	timer_setup(&lamp->dimmer, lamp_dims, 0);
	timer_setup(&lamp->blinker, lamp_blinks, 0);
}

static void lamp_dims_later(struct lamp *lamp)
{
	mod_timer(&lamp->dimmer, jiffies + HZ);
	mod_timer(&lamp->blinker, jiffies + HZ);
}

static void lamp_down(struct lamp *lamp)
{
	disable_irq(lamp->irq);		// expect: all else is stopped here, but not the timer dimmer
	del_timer_sync(&lamp->blinker);
}

static int gate_open(struct net_device *dev)
{
	struct gate *gate = netdev_priv(dev);

	timer_setup(&gate->swing, gate_swings, 0);
	timer_setup(&gate->latch, gate_latches, 0);
	hrtimer_init(&gate->beat, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	add_timer(&gate->swing);
	mod_timer(&gate->latch, jiffies + HZ);
	if (gate_fails(gate)) {
		del_timer_sync(&gate->swing);
		return -EIO;
	}
	hrtimer_start(&gate->beat, 0, HRTIMER_MODE_REL);
	return 0;
}

static void gate_restarts(struct gate *gate)
{
	del_timer(&gate->swing);
	gate->swing.expires = jiffies + HZ;
	add_timer(&gate->swing);
}

static void other_closes(struct other *other)
{
	del_timer_sync(&other->swing);
}

static int gate_close(struct net_device *dev)		// expect: the driver lets go here, and the timer swing is not ended
{
	struct gate *gate = netdev_priv(dev);

	del_timer_sync(&gate->latch);
	hrtimer_cancel(&gate->beat);
	return 0;
}

static const struct net_device_ops gate_ops = {
	.ndo_open = gate_open,
	.ndo_stop = gate_close,
};

static int bell_probe(struct platform_device *pdev)
{
	struct bell *bell = bell_of(pdev);

	timer_setup(&bell->ring, bell_rings, 0);
	mod_timer(&bell->ring, jiffies + HZ);
	return 0;
}

static void bell_is_freed(struct kref *kref)
{
	struct bell *bell = container_of(kref, struct bell, kref);

	timer_shutdown_sync(&bell->ring);
	bell_free(bell);
}

static int bell_remove(struct platform_device *pdev)
{
	struct bell *bell = bell_of(pdev);

	kref_put(&bell->kref, bell_is_freed);
	return 0;
}

static struct platform_driver bell_driver = {
	.probe = bell_probe,
	.remove = bell_remove,
};

static int clock_probe(struct platform_device *pdev)
{
	struct clock *clock = clock_of(pdev);

	hrtimer_init(&clock->tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	clock->tick.function = clock_ticks;
	return clock_starts(clock);
}

static int clock_starts(struct clock *clock)
{
	hrtimer_start(&clock->tick, clock->period, HRTIMER_MODE_REL);
	return 0;
}

static int clock_remove(struct platform_device *pdev)		// expect: the driver lets go here, and the timer tick is not ended
{
	clock_unregister(clock_of(pdev));
	return 0;
}

static struct platform_driver clock_driver = {
	.probe = clock_probe,
	.remove = clock_remove,
};

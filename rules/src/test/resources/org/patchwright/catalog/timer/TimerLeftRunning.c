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

	add_timer(&gate->swing);
	mod_timer(&gate->latch, jiffies + HZ);
	return 0;
}

static int gate_close(struct net_device *dev)		// expect: the driver lets go here, and the timer swing is ended nowhere
{
	struct gate *gate = netdev_priv(dev);

	del_timer_sync(&gate->latch);
	return 0;
}

static const struct net_device_ops gate_ops = {
	.ndo_open = gate_open,
	.ndo_stop = gate_close,
};

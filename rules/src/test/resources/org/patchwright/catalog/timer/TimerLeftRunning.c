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

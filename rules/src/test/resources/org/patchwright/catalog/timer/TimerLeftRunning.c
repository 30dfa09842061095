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

static void queue(struct port *port)
{
	schedule_work(&port->reset);
	schedule_delayed_work(&port->poll, HZ);
}

static void port_release(struct port *port)
{
	cancel_delayed_work_sync(&port->poll);
	kfree(port);			// expect: the work reset may still be pending
}

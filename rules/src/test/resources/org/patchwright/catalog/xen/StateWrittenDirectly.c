static int writes_the_node(struct xenbus_device *dev)
{
	return xenbus_printf(XBT_NIL, dev->nodename, "state", "%d",	// expect: written past xenbus_switch_state()
			     XenbusStateConnected);
}

static int writes_the_other_end(struct xenbus_device *dev)
{
	return xenbus_write(XBT_NIL, dev->otherend, "state", "6");	// expect: the other end's to write
}

static int writes_some_node(struct unit *unit)
{
	return xenbus_printf(XBT_NIL, unit->path, "state", "%d", 4);	// expect: written past xenbus_switch_state()
}

static int writes_other_nodes(struct xenbus_device *dev)
{
	xenbus_printf(XBT_NIL, dev->nodename, "feature-state", "%d", 1);
	return xenbus_printf(XBT_NIL, dev->nodename, "state-0", "%d", XenbusStateInitialised);
}

static int wakes_who_watches(struct xenbus_device *dev)
{
	return xenbus_printf(XBT_NIL, dev->nodename, "state", "%d", dev->state);
}

static void sets_the_copy(struct xenbus_device *dev)
{
	dev->state = XenbusStateClosed;	// expect: the bus's copy of the state
}

static void sets_its_own(struct unit *unit)
{
	unit->state = XenbusStateClosed;
}

static int switches_too_early(struct unit *unit, struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	err = xenbus_printf(xbt, dev->nodename, "ring-ref", "%u", unit->ref);
	if (err)
		goto abort;
	xenbus_switch_state(dev, XenbusStateConnected);	// expect: inside a transaction
	unit->status = CONNECTED;	// expect: before the transaction is known to be committed
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	return err;

abort:
	xenbus_transaction_end(xbt, 1);
	return err;
}

static int switches_with_handle(struct xenbus_device *dev, xenbus_transaction_t xbt)
{
	return xenbus_switch_state(dev, xbt, XenbusStateConnected);	// expect: inside a transaction
}

static int switches_without_handle(struct xenbus_device *dev)
{
	return xenbus_switch_state(dev, XBT_NULL, XenbusStateConnected);
}

static int switches_behind_the_commit(struct unit *unit, struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err) {
		xenbus_switch_state(dev, XenbusStateClosing);
		return err;
	}
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	if (!err) {
		xenbus_switch_state(dev, XenbusStateConnected);
		unit->status = CONNECTED;
	}
	return err;
}

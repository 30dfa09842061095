static void front_closing(struct xenbus_device *dev)
{
	struct info *info = dev->dev.driver_data;

	if (info->queue == NULL) {
		xenbus_frontend_closed(dev);
		return;
	}
	stop(info);
	xenbus_frontend_closed(dev);
}

static void front_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateConnected:
		connect(dev);
		break;
	case XenbusStateClosing:
		front_closing(dev);
		break;
	default:
		break;
	}
}

static struct xenbus_driver front = {
	.name = "front",
	.probe = front_probe,
	.otherend_changed = front_changed,
};

static void own_state_guards(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing) {
		if (dev->state == XenbusStateClosed)
			return;
		xenbus_frontend_closed(dev);
	}
}

static struct xenbus_driver guarded = {
	.name = "guarded",
	.probe = front_probe,
	.otherend_changed = own_state_guards,
};

static void bare_switch(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing)
		xenbus_frontend_closed(dev);
}

static struct xenbus_driver bare = {
	.name = "bare",
	.probe = front_probe,
	.otherend_changed = bare_switch,
};

int xenbus_frontend_closed(struct xenbus_device *dev)
{
	xenbus_switch_state(dev, XenbusStateClosed);
	complete(&dev->down);
	return 0;
}

static void closes_or_leaves_in_one_line(struct xenbus_device *dev)
{
	if (!ready(dev)) {
		xenbus_frontend_closed(dev);
		return;
	}
	xenbus_frontend_closed(dev);
}

static void closes_or_leaves_between_others(struct xenbus_device *dev)
{
	if (mapped(dev)) {
		unmap(dev);
	} else if (!ready(dev)) {
		xenbus_frontend_closed(dev);
		return;
	} else {
		stop(dev);
	}
	xenbus_frontend_closed(dev);
}

static void closes_with_lock_held(struct xenbus_device *dev)
{
	spin_lock(&lock);
	if (!ready(dev))
		return;		// expect: leaves here without finishing
	spin_unlock(&lock);
	xenbus_frontend_closed(dev);
}

static void lone_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing)
		closes_or_leaves_in_one_line(dev);
}

static struct xenbus_driver lone = {
	.name = "lone",
	.probe = front_probe,
	.otherend_changed = lone_changed,
};

static void between_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing)
		closes_or_leaves_between_others(dev);
}

static struct xenbus_driver between = {
	.name = "between",
	.probe = front_probe,
	.otherend_changed = between_changed,
};

static void locked_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing)
		closes_with_lock_held(dev);
}

static struct xenbus_driver locked = {
	.name = "locked",
	.probe = front_probe,
	.otherend_changed = locked_changed,
};

static void back_only_stops(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateConnected:
		connect(dev);
		break;

	case XenbusStateClosing:
		disconnect(dev);
		xenbus_switch_state(dev, XenbusStateClosed);
		break;

	case XenbusStateClosed:
		device_unregister(&dev->dev);
		break;

	default:
		break;
	}
}

static struct xenbus_driver back_stops = {
	.name = "back",
	.probe = back_probe,
	.otherend_changed = back_only_stops,
};

static void back_lumps(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitWait:
	case XenbusStateUnknown:
		break;

	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosed);
		break;

	case XenbusStateConnected:
		connect(dev);
		break;
	}
}

static struct xenbus_driver back_lump = {
	.name = "back",
	.probe = back_probe,
	.otherend_changed = back_lumps,
};

static void back_lacks(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateConnected:
		connect(dev);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosed);
		break;
	default:
		break;
	}
}

static struct xenbus_driver back_lack = {
	.name = "back",
	.probe = back_probe,
	.otherend_changed = back_lacks,
};

static void in_use_is_refused(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateClosing:
		if (users(dev) > 0)	// expect: leaves here without finishing
			complain(dev);
		else
			xenbus_frontend_closed(dev);
		break;
	default:
		break;
	}
}

static struct xenbus_driver refusing = {
	.name = "refusing",
	.probe = front_probe,
	.otherend_changed = in_use_is_refused,
};

static int __init drivers_init(void)
{
	xenbus_register_backend(&back_stops);
	xenbus_register_backend(&back_lump);
	xenbus_register_backend(&back_lack);
	return xenbus_register_frontend(&front);
}

static void waits_for_closed(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateClosing:	// expect: waits for its other end's Closed (deliberate wait)
		break;
	case XenbusStateClosed:
		device_unregister(&dev->dev);
		break;
	default:
		break;
	}
}

static struct xenbus_driver waiting = {
	.name = "waiting",
	.probe = front_probe,
	.otherend_changed = waits_for_closed,
};

static void state_behind_the_transaction(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state == XenbusStateClosing)
		xenbus_frontend_closed(dev);
}

static struct xenbus_driver older = {
	.name = "older",
	.probe = front_probe,
	.otherend_changed = state_behind_the_transaction,
};

static void read_state_guards(struct xenbus_device *dev, enum xenbus_state state)
{
	if (state != XenbusStateClosing)
		return;
	if (xenbus_read_driver_state(dev->nodename) >= XenbusStateClosing)
		return;
	xenbus_frontend_closed(dev);
}

static struct xenbus_driver reading = {
	.name = "reading",
	.probe = front_probe,
	.otherend_changed = read_state_guards,
};

static void disk_closing(struct xenbus_device *dev)
{
	stop(dev);
	xenbus_frontend_closed(dev);
}

static void disk_changed(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateClosing:
		if (users(dev) > 0)	// expect: disk_release() does it later, if it is called at all (deferred)
			complain(dev);
		else
			disk_closing(dev);
		break;
	default:
		break;
	}
}

static int disk_release(struct xenbus_device *dev)
{
	if (xenbus_read_driver_state(dev->otherend) == XenbusStateClosing)
		disk_closing(dev);
	return 0;
}

static struct xenbus_driver disk = {
	.name = "disk",
	.probe = front_probe,
	.otherend_changed = disk_changed,
};

static void front_closing(struct xenbus_device *dev)
{
	struct info *info = dev->dev.driver_data;

	if (info->queue == NULL)
		return;		// expect: front_closing() leaves here without finishing
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
		xenbus_switch_state(dev, XenbusStateClosed);	// expect: bare switch to Closed
}

static struct xenbus_driver bare = {
	.name = "bare",
	.probe = front_probe,
	.otherend_changed = bare_switch,
};

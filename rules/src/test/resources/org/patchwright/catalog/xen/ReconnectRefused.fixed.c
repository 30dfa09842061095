static void ignores_a_new_start(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:	// expect: finds the backend in Closing for ever
	case XenbusStateInitialised:
		break;
	case XenbusStateConnected:
		connect(dev);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	case XenbusStateClosed:
		device_unregister(&dev->dev);
		break;
	default:
		break;
	}
}

static struct xenbus_driver ignoring = {
	.name = "ignoring",
	.probe = back_probe,
	.otherend_changed = ignores_a_new_start,
};

static void leaves_closing(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:
		if (dev->state == XenbusStateClosing)
			xenbus_switch_state(dev, XenbusStateInitWait);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	default:
		break;
	}
}

static struct xenbus_driver leaving = {
	.name = "leaving",
	.probe = back_probe,
	.otherend_changed = leaves_closing,
};

static void prepare(struct xenbus_device *dev, enum xenbus_state state)
{
	if (dev->state != state)
		xenbus_switch_state(dev, state);
}

static void helper_leaves_closing(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:
		xenbus_switch_state(dev, XenbusStateInitWait);
		break;
	case XenbusStateClosing:
		prepare(dev, XenbusStateClosing);
		break;
	default:
		break;
	}
}

static struct xenbus_driver helped = {
	.name = "helped",
	.probe = back_probe,
	.otherend_changed = helper_leaves_closing,
};

static void has_no_label(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {	// expect: finds the backend in Closing for ever
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	default:
		break;
	}
}

static struct xenbus_driver unlabelled = {
	.name = "unlabelled",
	.probe = back_probe,
	.otherend_changed = has_no_label,
};

static void never_in_closing(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosed);
		break;
	default:
		break;
	}
}

static struct xenbus_driver straight = {
	.name = "straight",
	.probe = back_probe,
	.otherend_changed = never_in_closing,
};

static void stays_online(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	case XenbusStateClosed:
		xenbus_switch_state(dev, XenbusStateClosed);
		if (xenbus_dev_is_online(dev))
			break;
		device_unregister(&dev->dev);
		break;
	default:
		break;
	}
}

static struct xenbus_driver online = {
	.name = "online",
	.probe = back_probe,
	.otherend_changed = stays_online,
};

static void stranger_may_help(struct xenbus_device *dev, enum xenbus_state state)
{
	switch (state) {
	case XenbusStateInitialising:	// expect: unless begin_again() lets it out
		begin_again(dev);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	default:
		break;
	}
}

static struct xenbus_driver strange = {
	.name = "strange",
	.probe = back_probe,
	.otherend_changed = stranger_may_help,
};

static void drops_and_shares_a_way(struct xenbus_device *dev, enum xenbus_state state)
{
	struct backend_info *be = dev->dev.driver_data;

	switch (state) {
	case XenbusStateInitialising:
		if (dev->state == XenbusStateClosing)
			xenbus_switch_state(dev, XenbusStateInitWait);
		break;

	case XenbusStateInitialised:
		break;

	case XenbusStateClosing:
		blkif_disconnect(be->blkif);
		xenbus_switch_state(dev, XenbusStateClosing);
		break;

	default:
		break;
	}
}

static struct xenbus_driver sharing = {
	.name = "sharing",
	.probe = back_probe,
	.otherend_changed = drops_and_shares_a_way,
};

static void drops_the_connection(struct xenbus_device *dev, enum xenbus_state state)
{
	struct backend_info *be = dev->dev.driver_data;

	switch (state) {
	case XenbusStateInitialising:
		if (dev->state == XenbusStateClosing)
			xenbus_switch_state(dev, XenbusStateInitWait);
		break;

	case XenbusStateClosing:
		blkif_disconnect(be->blkif);
		xenbus_switch_state(dev, XenbusStateClosing);
		break;

	default:
		break;
	}
}

static struct xenbus_driver dropping = {
	.name = "dropping",
	.probe = back_probe,
	.otherend_changed = drops_the_connection,
};

static int __init backends_init(void)
{
	return xenbus_register_backend(&ignoring);
}

static void remade_changed(struct xenbus_watch *watch, const char **vec, unsigned int len)
{
	struct remade *be = container_of(watch, struct remade, watch);

	if (be->link == NULL) {
		be->link = link_alloc(be->dev);
		if (IS_ERR(be->link))
			be->link = NULL;
	}
}

static int remade_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct remade *be = dev_get_drvdata(&dev->dev);

	return xenbus_watch_path2(dev, dev->nodename, "handle", &be->watch, remade_changed);
}

static int remade_remove(struct xenbus_device *dev)
{
	struct remade *be = dev_get_drvdata(&dev->dev);

	if (be->link) {
		link_disconnect(be->link);
		be->link = NULL;
	}
	kfree(be);
	return 0;
}

static void drops_and_makes_anew(struct xenbus_device *dev, enum xenbus_state state)
{
	struct remade *be = dev_get_drvdata(&dev->dev);

	switch (state) {
	case XenbusStateInitialising:
		if (dev->state == XenbusStateClosing) {
			if (be->link) {
				link_disconnect(be->link);
				be->link = NULL;
			}
			xenbus_switch_state(dev, XenbusStateInitWait);
		}
		break;

	case XenbusStateInitialised:
		break;

	case XenbusStateConnected:
		if (!be->link)
			remade_changed(&be->watch, NULL, 0);
		link_connect(be);
		break;

	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;

	default:
		break;
	}
}

static struct xenbus_driver remaking = {
	.name = "remaking",
	.probe = remade_probe,
	.remove = remade_remove,
	.otherend_changed = drops_and_makes_anew,
};

static int whole_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct remade *be = dev_get_drvdata(&dev->dev);

	be->link = link_alloc(dev);
	return xenbus_watch_path2(dev, dev->nodename, "handle", &be->watch, remade_changed);
}

static void made_once_for_all(struct xenbus_device *dev, enum xenbus_state state)
{
	struct remade *be = dev_get_drvdata(&dev->dev);

	switch (state) {
	case XenbusStateInitialising:	// expect: finds the backend in Closing for ever
		break;
	case XenbusStateConnected:
		link_connect(be);
		break;
	case XenbusStateClosing:
		xenbus_switch_state(dev, XenbusStateClosing);
		break;
	default:
		break;
	}
}

static struct xenbus_driver whole = {
	.name = "whole",
	.probe = whole_probe,
	.remove = remade_remove,
	.otherend_changed = made_once_for_all,
};

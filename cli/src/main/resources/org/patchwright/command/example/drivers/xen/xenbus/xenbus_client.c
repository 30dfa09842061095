/*
 * What drivers call to tell the other end of their state.
 */
#include <linux/kernel.h>
#include <xen/xenbus.h>

int xenbus_switch_state(struct xenbus_device *dev, enum xenbus_state state)
{
	int err;

	if (state == dev->state)
		return 0;

	err = xenbus_printf(XBT_NIL, dev->nodename, "state", "%d", state);
	if (err) {
		if (state != XenbusStateClosing)
			xenbus_dev_fatal(dev, err, "writing new state");
		return err;
	}

	dev->state = state;
	return 0;
}
EXPORT_SYMBOL_GPL(xenbus_switch_state);

/* The device is closed, and whoever shuts it down need not wait any more. */
void xenbus_frontend_closed(struct xenbus_device *dev)
{
	xenbus_switch_state(dev, XenbusStateClosed);
	complete(&dev->down);
}
EXPORT_SYMBOL_GPL(xenbus_frontend_closed);

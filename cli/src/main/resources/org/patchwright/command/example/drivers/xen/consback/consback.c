/*
 * A virtual console's backend.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <xen/xenbus.h>

struct consback_info {
	struct xenbus_device *xbdev;
	int connected;
};

static int consback_probe(struct xenbus_device *dev,
			  const struct xenbus_device_id *id)
{
	struct consback_info *info;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;

	info->xbdev = dev;
	dev_set_drvdata(&dev->dev, info);

	return xenbus_switch_state(dev, XenbusStateInitWait);
}

static void consback_connect(struct consback_info *info)
{
	if (info->connected)
		return;

	info->connected = 1;
	xenbus_switch_state(info->xbdev, XenbusStateConnected);
}

static void consback_disconnect(struct consback_info *info)
{
	info->connected = 0;
}

static void consback_frontend_changed(struct xenbus_device *dev,
				      enum xenbus_state frontend_state)
{
	struct consback_info *info = dev_get_drvdata(&dev->dev);

	switch (frontend_state) {
	case XenbusStateInitialising:
		xenbus_switch_state(dev, XenbusStateInitWait);
		break;

	case XenbusStateInitialised:
	case XenbusStateConnected:
		consback_connect(info);
		break;

	case XenbusStateClosing:
		consback_disconnect(info);
		break;

	case XenbusStateClosed:
		device_unregister(&dev->dev);
		break;

	case XenbusStateUnknown:
	case XenbusStateInitWait:
		break;
	}
}

static int consback_remove(struct xenbus_device *dev)
{
	kfree(dev_get_drvdata(&dev->dev));
	return 0;
}

static const struct xenbus_device_id consback_ids[] = {
	{ "vcons" },
	{ "" }
};

static struct xenbus_driver consback_driver = {
	.name = "vcons",
	.ids = consback_ids,
	.probe = consback_probe,
	.remove = consback_remove,
	.otherend_changed = consback_frontend_changed,
};

static int __init consback_init(void)
{
	return xenbus_register_backend(&consback_driver);
}
module_init(consback_init);

MODULE_LICENSE("GPL");

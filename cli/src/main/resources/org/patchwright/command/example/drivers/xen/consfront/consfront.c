/*
 * A virtual console's frontend: one ring of requests, one page for each.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <xen/grant_table.h>
#include <xen/xenbus.h>

#define CONSFRONT_PAGES	16

struct consfront_info {
	struct xenbus_device *xbdev;
	unsigned int irq;
	int users;
	grant_ref_t refs[CONSFRONT_PAGES];
};

static char console_pages[CONSFRONT_PAGES][PAGE_SIZE]
	__attribute__((__aligned__(PAGE_SIZE)));

static irqreturn_t consfront_interrupt(int irq, void *dev_id)
{
	struct consfront_info *info = dev_id;

	wake_up_console(info);
	return IRQ_HANDLED;
}

static int consfront_grant_pages(struct xenbus_device *dev,
				 struct consfront_info *info)
{
	int i, ref;

	for (i = 0; i < CONSFRONT_PAGES; i++) {
		ref = gnttab_grant_foreign_access(0,
						  virt_to_mfn(console_pages[i]),
						  0);
		if (ref < 0)
			return ref;
		info->refs[i] = ref;
	}

	return 0;
}

static void consfront_free(struct consfront_info *info)
{
	if (info->irq)
		unbind_from_irqhandler(info->irq, info);

	kfree(info);
}

static int consfront_probe(struct xenbus_device *dev,
			   const struct xenbus_device_id *id)
{
	struct consfront_info *info;
	int err;

	info = kzalloc(sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;

	info->xbdev = dev;
	dev_set_drvdata(&dev->dev, info);

	err = consfront_grant_pages(dev, info);
	if (err)
		goto fail;

	err = bind_listening_port_to_irqhandler(0, consfront_interrupt, 0,
						"consfront", info);
	if (err < 0)
		goto fail;
	info->irq = err;

	xenbus_switch_state(dev, XenbusStateInitialised);
	return 0;

fail:
	consfront_free(info);
	dev_set_drvdata(&dev->dev, NULL);
	return err;
}

static void consfront_closing(struct xenbus_device *dev)
{
	struct consfront_info *info = dev_get_drvdata(&dev->dev);

	if (info->users > 0) {
		xenbus_dev_error(dev, -EBUSY, "console in use; refusing to close");
		return;
	}

	xenbus_frontend_closed(dev);
}

static void consfront_backend_changed(struct xenbus_device *dev,
				      enum xenbus_state backend_state)
{
	switch (backend_state) {
	case XenbusStateUnknown:
	case XenbusStateInitialising:
	case XenbusStateInitWait:
	case XenbusStateInitialised:
	case XenbusStateClosed:
		break;

	case XenbusStateConnected:
		xenbus_switch_state(dev, XenbusStateConnected);
		break;

	case XenbusStateClosing:
		consfront_closing(dev);
		break;
	}
}

static int consfront_remove(struct xenbus_device *dev)
{
	struct consfront_info *info = dev_get_drvdata(&dev->dev);

	consfront_free(info);
	return 0;
}

static const struct xenbus_device_id consfront_ids[] = {
	{ "vcons" },
	{ "" }
};

static struct xenbus_driver consfront_driver = {
	.name = "vcons",
	.ids = consfront_ids,
	.probe = consfront_probe,
	.remove = consfront_remove,
	.otherend_changed = consfront_backend_changed,
};

static int __init consfront_init(void)
{
	return xenbus_register_frontend(&consfront_driver);
}
module_init(consfront_init);

MODULE_LICENSE("GPL");

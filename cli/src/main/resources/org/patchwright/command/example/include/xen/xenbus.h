/*
 * The bus between frontend and backend drivers of virtual devices.
 */
#ifndef _XEN_XENBUS_H
#define _XEN_XENBUS_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/list.h>

enum xenbus_state {
	XenbusStateUnknown      = 0,
	XenbusStateInitialising = 1,
	XenbusStateInitWait     = 2,
	XenbusStateInitialised  = 3,
	XenbusStateConnected    = 4,
	XenbusStateClosing      = 5,
	XenbusStateClosed       = 6,
};

struct xenbus_watch {
	struct list_head list;
	const char *node;
	void (*callback)(struct xenbus_watch *watch, const char **vec,
			 unsigned int len);
};

struct xenbus_device {
	const char *nodename;
	const char *otherend;
	enum xenbus_state state;
	struct completion down;
	struct device dev;
};

struct xenbus_device_id {
	char devicetype[32];
};

struct xenbus_driver {
	const char *name;
	const struct xenbus_device_id *ids;
	int (*probe)(struct xenbus_device *dev,
		     const struct xenbus_device_id *id);
	void (*otherend_changed)(struct xenbus_device *dev,
				 enum xenbus_state backend_state);
	int (*remove)(struct xenbus_device *dev);
	int (*resume)(struct xenbus_device *dev);
};

int xenbus_register_frontend(struct xenbus_driver *drv);
int xenbus_register_backend(struct xenbus_driver *drv);

int xenbus_switch_state(struct xenbus_device *dev, enum xenbus_state state);
void xenbus_frontend_closed(struct xenbus_device *dev);
void xenbus_dev_fatal(struct xenbus_device *dev, int err, const char *fmt, ...);

int register_xenbus_watch(struct xenbus_watch *watch);
void unregister_xenbus_watch(struct xenbus_watch *watch);

void xs_suspend(void);
void xs_resume(void);

#endif /* _XEN_XENBUS_H */

/*
 * The connection to xenstore: requests, replies and watches.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <xen/xenbus.h>

struct xs_handle {
	/* One request at a time. */
	struct mutex request_mutex;

	/* Transactions don't outlive a suspend. */
	struct rw_semaphore suspend_mutex;
};

static struct xs_handle xs_state;

static LIST_HEAD(watches);
static DEFINE_SPINLOCK(watches_lock);

static int xs_watch(const char *path, const char *token)
{
	struct kvec iovec[2];

	iovec[0].iov_base = (void *)path;
	iovec[0].iov_len = strlen(path) + 1;
	iovec[1].iov_base = (void *)token;
	iovec[1].iov_len = strlen(token) + 1;

	return xs_error(xs_talkv(XBT_NIL, XS_WATCH, iovec,
				 ARRAY_SIZE(iovec), NULL));
}

static int xs_unwatch(const char *path, const char *token)
{
	struct kvec iovec[2];

	iovec[0].iov_base = (char *)path;
	iovec[0].iov_len = strlen(path) + 1;
	iovec[1].iov_base = (char *)token;
	iovec[1].iov_len = strlen(token) + 1;

	return xs_error(xs_talkv(XBT_NIL, XS_UNWATCH, iovec,
				 ARRAY_SIZE(iovec), NULL));
}

int register_xenbus_watch(struct xenbus_watch *watch)
{
	/* Pointer in ascii is the token. */
	char token[sizeof(watch) * 2 + 1];
	int err;

	sprintf(token, "%lX", (long)watch);

	down_read(&xs_state.suspend_mutex);

	spin_lock(&watches_lock);
	list_add(&watch->list, &watches);
	spin_unlock(&watches_lock);

	err = xs_watch(watch->node, token);
	if (err) {
		spin_lock(&watches_lock);
		list_del(&watch->list);
		spin_unlock(&watches_lock);
	}

	up_read(&xs_state.suspend_mutex);

	return err;
}
EXPORT_SYMBOL_GPL(register_xenbus_watch);

void unregister_xenbus_watch(struct xenbus_watch *watch)
{
	char token[sizeof(watch) * 2 + 1];
	int err;

	sprintf(token, "%lX", (long)watch);

	down_read(&xs_state.suspend_mutex);

	spin_lock(&watches_lock);
	list_del(&watch->list);
	spin_unlock(&watches_lock);

	err = xs_unwatch(watch->node, token);
	if (err)
		printk(KERN_WARNING "XENBUS: failed to release watch %s: %i\n",
		       watch->node, err);

	up_read(&xs_state.suspend_mutex);
}
EXPORT_SYMBOL_GPL(unregister_xenbus_watch);

void xs_suspend(void)
{
	down_write(&xs_state.suspend_mutex);
	mutex_lock(&xs_state.request_mutex);
}

void xs_resume(void)
{
	struct xenbus_watch *watch;
	char token[sizeof(watch) * 2 + 1];

	mutex_unlock(&xs_state.request_mutex);

	/* No need for watches_lock: the suspend_mutex is enough. */
	list_for_each_entry(watch, &watches, list) {
		sprintf(token, "%lX", (long)watch);
		xs_watch(watch->node, token);
	}

	up_write(&xs_state.suspend_mutex);
}

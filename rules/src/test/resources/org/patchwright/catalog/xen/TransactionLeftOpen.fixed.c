static int error_leaves_it_open(struct xenbus_device *dev, int ref)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	err = xenbus_printf(xbt, dev->nodename, "ring-ref", "%u", ref);
	if (err) {
		xenbus_transaction_end(xbt, 1);
		return -EIO;
	}
	err = xenbus_printf(xbt, dev->nodename, "port", "%u", ref);
	if (err)
		goto abort;
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	return err;

abort:
	xenbus_transaction_end(xbt, 1);
	return err;
}

static int every_path_ends_it(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err, abort;

	do {
		abort = 1;
		err = xenbus_transaction_start(&xbt);
		if (err)
			return err;
		if (!xenbus_write(xbt, dev->nodename, "a", "b"))
			abort = 0;
		err = xenbus_transaction_end(xbt, abort);
	} while (err == -EAGAIN && !abort);
	return err;
}

static int nothing_ends_it(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err = xenbus_transaction_start(&xbt);

	if (!err)
		err = xenbus_write(xbt, dev->nodename, "a", "b");
	return err;	// expect: the transaction is still open on this way out
}

static int writes_or_aborts(struct xenbus_transaction xbt, struct xenbus_device *dev)
{
	int err = xenbus_write(xbt, dev->nodename, "a", "b");

	if (err)
		xenbus_transaction_end(xbt, 1);
	return err;
}

static int helper_aborts(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	err = writes_or_aborts(xbt, dev);
	if (err)
		return err;
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	return err;
}

static int helper_and_caller_abort(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	err = writes_or_aborts(xbt, dev);
	if (err) {
		xenbus_transaction_end(xbt, 1);	// expect: the transaction was ended before
		return err;
	}
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	return err;
}

static int stranger_may_end_it(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err = xenbus_transaction_start(&xbt);

	if (err)
		return err;
	return elsewhere(xbt, dev);	// expect: still open on this way out, unless elsewhere() ends it
}

static int caller_gets_it(struct xenbus_transaction *xbt)
{
	int err = xenbus_transaction_start(xbt);

	if (err)
		report(err);
	return err;
}

static int owner_gets_it(struct session *session)
{
	struct xenbus_transaction xbt;
	int err = xenbus_transaction_start(&xbt);

	if (err)
		return err;
	session->xbt = xbt;
	return 0;
}

static int number_is_negative(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	xenbus_write(xbt, dev->nodename, "a", "b");
	err = xenbus_transaction_end(xbt, 0);
	if (err) {
		if (err == -EAGAIN)
			goto again;
		return err;
	}
	return 0;
}

static void nobody_looks(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;

	if (xenbus_transaction_start(&xbt))
		return;
	xenbus_write(xbt, dev->nodename, "a", "b");
	xenbus_transaction_end(xbt, 0);	// expect: nobody looks at the commit's result
}

static void looks_and_gives_up(struct xenbus_device *dev)
{
	struct xenbus_transaction xbt;
	int err = xenbus_transaction_start(&xbt);

	if (err)
		return;
	xenbus_write(xbt, dev->nodename, "a", "b");
	err = xenbus_transaction_end(xbt, 0);	// expect: a conflicting transaction is never tried again
	if (err)
		complain(dev, err);
}

static ssize_t record_comes_too_late(struct session *session)
{
	struct record *record;
	void *reply = xenbus_dev_request_and_reply(&session->msg);

	if (IS_ERR(reply))
		return PTR_ERR(reply);
	if (session->msg.type == XS_TRANSACTION_START) {
		record = kmalloc(sizeof(*record), GFP_KERNEL);
		if (!record)
			return -ENOMEM;	// expect: the process's transaction is open in the store
		list_add(&record->list, &session->transactions);
	}
	return 0;
}

static ssize_t record_comes_first(struct session *session)
{
	struct record *record = NULL;
	void *reply;

	if (session->msg.type == XS_TRANSACTION_START) {
		record = kmalloc(sizeof(*record), GFP_KERNEL);
		if (!record)
			return -ENOMEM;
	}
	reply = xenbus_dev_request_and_reply(&session->msg);
	if (IS_ERR(reply)) {
		kfree(record);
		return PTR_ERR(reply);
	}
	if (session->msg.type == XS_TRANSACTION_START)
		list_add(&record->list, &session->transactions);
	return 0;
}

struct open_record {
	struct list_head list;
	struct xenbus_transaction handle;
};

static void records_go_their_transactions_stay(struct session *session)
{
	struct open_record *record, *next;

	list_for_each_entry_safe(record, next, &session->transactions, list) {
		list_del(&record->list);
		kfree(record);	// expect: the record goes, and its transaction stays open
	}
}

static void records_go_with_their_transactions(struct session *session)
{
	struct open_record *record, *next;

	list_for_each_entry_safe(record, next, &session->transactions, list) {
		xenbus_transaction_end(record->handle, 1);
		list_del(&record->list);
		kfree(record);
	}
}

static int aborted_among_rings(struct xenbus_device *dev, int rings)
{
	struct xenbus_transaction xbt;
	int err, i;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	for (i = 0; i < rings; i++) {
		err = xenbus_printf(xbt, dev->nodename, "ring-ref", "%u", i);
		if (err)
			goto abort;
	}
	err = xenbus_transaction_end(xbt, 0);
	if (err == -EAGAIN)
		goto again;
	return err;

abort:
	report(err);
	return err;	// expect: the transaction is still open on this way out
}

static int ring_keys(struct queue *queue, struct xenbus_transaction *xbt, int deep)
{
	int err;
	const char *message;

	err = xenbus_printf(*xbt, queue->path, "a", "%u", 1);
	if (err) {
		message = "a";
		goto error;
	}
	err = xenbus_printf(*xbt, queue->path, "b", "%u", 1);
	if (err) {
		message = "b";
		goto error;
	}
	return 0;
error:
	xenbus_dev_fatal(queue->dev, err, "%s", message);
	return err;
}

static int handle_is_lent_by_its_address(struct xenbus_device *dev, struct info *info, unsigned int num)
{
	const char *message;
	struct xenbus_transaction xbt;
	int err;
	unsigned int i;

again:
	err = xenbus_transaction_start(&xbt);
	if (err) {
		xenbus_dev_fatal(dev, err, "starting");
		goto destroy;
	}
	if (xenbus_exists(XBT_NIL, dev->otherend, "x")) {
		err = xenbus_printf(xbt, dev->nodename, "n", "%u", num);
		if (err) {
			message = "n";
			goto abort_quiet;
		}
	}
	if (num == 1) {
		err = ring_keys(&info->queues[0], &xbt, 0);
		if (err)
			goto abort_quiet;
	} else {
		for (i = 0; i < num; ++i) {
			err = ring_keys(&info->queues[i], &xbt, 1);
			if (err)
				goto abort_quiet;
		}
	}
	err = xenbus_printf(xbt, dev->nodename, "m", "%u", 1);
	if (err) {
		message = "m";
		goto abort;
	}
	err = xenbus_transaction_end(xbt, 0);
	if (err) {
		if (err == -EAGAIN)
			goto again;
		xenbus_dev_fatal(dev, err, "completing");
		goto destroy;
	}
	return 0;
abort:
	xenbus_dev_fatal(dev, err, "%s", message);
abort_quiet:
	xenbus_transaction_end(xbt, 1);
destroy:
	drop(info);
	return err;
}

static int whoever_is_lent_it_may_end_it(struct xenbus_device *dev, struct info *info, unsigned int num)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err) {
		xenbus_dev_fatal(dev, err, "starting");
		goto destroy;
	}
	err = other(&info->queues[0], &xbt, 0);
	if (err)
		goto abort_quiet;
	err = xenbus_transaction_end(xbt, 0);
	if (err) {
		if (err == -EAGAIN)
			goto again;
		xenbus_dev_fatal(dev, err, "completing");
		goto destroy;
	}
	return 0;
abort_quiet:
	xenbus_transaction_end(xbt, 1);
destroy:
	drop(info);
	return err;
}

static int error_leaves_it_open(struct xenbus_device *dev, int ref)
{
	struct xenbus_transaction xbt;
	int err;

again:
	err = xenbus_transaction_start(&xbt);
	if (err)
		return err;
	err = xenbus_printf(xbt, dev->nodename, "ring-ref", "%u", ref);
	if (err)
		return -EIO;	// expect: the transaction is still open on this way out
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
		if (err == EAGAIN)	// expect: a conflicting transaction is never tried again
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

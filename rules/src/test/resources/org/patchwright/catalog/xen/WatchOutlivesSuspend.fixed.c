static int xs_watch(const char *path, const char *token)
{
	return xs_talk(XS_WATCH, path, token);
}

static int xs_unwatch(const char *path, const char *token)
{
	return xs_talk(XS_UNWATCH, path, token);
}

void xs_suspend(void)
{
	struct xenbus_watch *watch;

	down_write(&xs_state.suspend_mutex);

	list_for_each_entry(watch, &watches, list)
		xs_unwatch(watch->node, watch->token);
}

void xs_resume(void)
{
	struct xenbus_watch *watch;

	list_for_each_entry(watch, &watches, list)
		xs_watch(watch->node, watch->token);
	up_write(&xs_state.suspend_mutex);
}

static int second_watch_fails(struct state *s)
{
	int err = register_xenbus_watch(&s->one);

	if (err)
		return err;
	err = register_xenbus_watch(&s->two);
	if (err) {
		unregister_xenbus_watch(&s->one);
		return err;
	}
	return 0;
}

static int fails_behind_its_watch(struct state *s)
{
	int err = register_xenbus_watch(&s->one);

	if (err)
		return err;
	err = start(s);
	if (err < 0) {
		unregister_xenbus_watch(&s->one);
		return err;
	}
	err = more(s);
	if (err)
		unregister_xenbus_watch(&s->one);
	return err;
}

struct back {
	struct xenbus_watch watch;
	struct xenbus_watch other;
	int watching;
};

static int back_probe(struct xenbus_device *dev)
{
	struct back *back = kzalloc(sizeof(*back), GFP_KERNEL);
	int err;

	if (!back)
		return -ENOMEM;
	err = xenbus_watch_pathfmt(dev, &back->watch, NULL, changed, "%s/x", dev->nodename);
	if (err)
		goto fail;
	err = start(back);
	if (err)
		goto fail;
	err = xenbus_watch_path(dev, dev->nodename, &back->other, changed);
	if (err)
		goto stop;
	back->watching = 1;
	return 0;
stop:
	end(back);
fail:
	return -EIO;	// expect: back->watch is still registered on this error
}

static void back_free(struct back *back)
{
	if (back->watch.node) {
		unregister_xenbus_watch(&back->watch);
		kfree(back->watch.node);
	}
	kfree(back);	// expect: back->other is still registered when the device is removed
}

static void back_remove(struct xenbus_device *dev)
{
	back_free(dev->dev.driver_data);
}

static struct xenbus_driver back = {
	.name = "back",
	.probe = back_probe,
	.remove = back_remove,
};

struct tidy {
	struct xenbus_watch tidy_watch;
};

static void tidy_remove(struct xenbus_device *dev)
{
	struct tidy *tidy = dev->dev.driver_data;

	if (tidy->tidy_watch.node) {
		unregister_xenbus_watch(&tidy->tidy_watch);
		kfree(tidy->tidy_watch.node);
	}
	kfree(tidy);
}

static int tidy_probe(struct xenbus_device *dev)
{
	struct tidy *tidy = kzalloc(sizeof(*tidy), GFP_KERNEL);
	int err;

	if (!tidy)
		return -ENOMEM;
	dev->dev.driver_data = tidy;
	err = xenbus_watch_path2(dev, dev->nodename, "x", &tidy->tidy_watch, changed);
	if (err)
		goto fail;
	err = start(tidy);
	if (err)
		goto fail;
	return 0;
fail:
	tidy_remove(dev);
	return err;
}

static struct xenbus_driver tidy = {
	.name = "tidy",
	.probe = tidy_probe,
	.remove = tidy_remove,
};

static void path_goes_first(struct tidy *tidy)
{
	if (tidy->tidy_watch.node) {
		kfree(tidy->tidy_watch.node);	// expect: tidy->tidy_watch goes here
		tidy->tidy_watch.node = NULL;
	}
}

static int path_of_no_watch_goes(struct tidy *tidy)
{
	int err = register_xenbus_watch(&tidy->tidy_watch);

	if (err) {
		kfree(tidy->tidy_watch.node);
		return err;
	}
	return 0;
}

static void free_adapter(struct tidy *tidy)
{
	kfree(tidy->tidy_watch.node);
	kfree(tidy);
}

static void adapter_goes_unregistered(struct tidy *tidy)
{
	unregister_xenbus_watch(&tidy->tidy_watch);
	free_adapter(tidy);
}

static void adapter_goes_in_force(struct tidy *tidy)
{
	stop(tidy);
	free_adapter(tidy);	// expect: tidy->tidy_watch goes here
}

static int talk(struct tidy *tidy)
{
	return register_xenbus_watch(&tidy->tidy_watch);
}

int callee_registers_caller_fails(struct tidy *tidy)
{
	int err = talk(tidy);

	if (err)
		return err;
	if (!match(tidy))
		return -ENODEV;	// expect: is still registered on this error
	return 0;
}

static int the_files_own_watch_outlives_nothing(struct tidy *tidy)
{
	int err = register_xenbus_watch(&shutdown_watch);

	if (err)
		return err;
	return start(tidy) ? -EIO : 0;
}

static int path_tells_of_the_watch(struct tidy *tidy, const char *path)
{
	int err;

	tidy->tidy_watch.node = path;
	err = register_xenbus_watch(&tidy->tidy_watch);
	if (err)
		tidy->tidy_watch.node = NULL;
	else
		err = start(tidy);
	if (!err)
		return 0;
	if (tidy->tidy_watch.node)
		unregister_xenbus_watch(&tidy->tidy_watch);
	return -EIO;
}

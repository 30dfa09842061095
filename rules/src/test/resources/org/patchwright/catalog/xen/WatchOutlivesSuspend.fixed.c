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

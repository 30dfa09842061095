static int xs_watch(const char *path, const char *token)
{
	return xs_talk(XS_WATCH, path, token);
}

static int xs_unwatch(const char *path, const char *token)
{
	return xs_talk(XS_UNWATCH, path, token);
}

void xs_suspend(void)	// expect: leaves every registered watch in force
{
	down_write(&xs_state.suspend_mutex);
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
	if (err < 0)
		return err;	// expect: is still registered on this error
	err = more(s);
	if (err)
		unregister_xenbus_watch(&s->one);
	return err;
}

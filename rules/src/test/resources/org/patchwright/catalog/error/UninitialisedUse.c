static int one_branch_sets_it(struct port *p)
{
	int ret;

	if (p->ready)
		ret = start(p);
	return ret;			// expect: ret is read before it has a value
}

static int both_branches_set_it(struct port *p)
{
	int ret;

	if (p->ready)
		ret = start(p);
	else
		ret = -EIO;
	return ret;
}

static int tests_are_the_same(struct port *p, int wait)
{
	int ret;

	if (wait)
		ret = start(p);
	if (!wait)
		return 0;
	return ret;
}

static int callee_sets_it(struct port *p)
{
	int ret;

	query(p, &ret);
	return ret;
}

static unsigned long macro_sets_it(struct port *p)
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

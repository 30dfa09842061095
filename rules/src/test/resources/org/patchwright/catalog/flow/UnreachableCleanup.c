static int behind_a_return(struct port *p)
{
	return first(p->id);
	kfree(p->buf);			// expect: no path leads to this kfree()
}

static int label_without_a_jump(struct port *p)
{
	int err = first(p->id);

	if (err)
		return err;
	return 0;
free:
	kfree(p->buf);			// expect: no path leads to this kfree()
	return err;
}

static int label_is_used(struct port *p)
{
	int err = first(p->id);

	if (err)
		goto free;
	return 0;
free:
	kfree(p->buf);
	return err;
}

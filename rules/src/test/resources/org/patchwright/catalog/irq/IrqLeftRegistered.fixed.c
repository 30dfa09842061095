static int handler_stays_on_one_error(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		goto free;
	err = second(p->id);
	if (err)
		goto free;
	return 0;
free:
	free_irq(p->irq, p);
	return err;
}

static int request_that_failed_left_nothing(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		free_irq(p->irq, p);
	return err;
}

static int freed_by_whoever_called(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	return first(p->id);
}

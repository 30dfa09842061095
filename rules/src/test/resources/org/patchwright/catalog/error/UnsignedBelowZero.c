static int irq_is_never_negative(struct port *p)
{
	unsigned int irq = bind(p->id);

	if (irq < 0)			// expect: irq is unsigned
		return -EIO;
	p->irq = irq;
	return 0;
}

static int signed_is_quiet(struct port *p)
{
	int irq = bind(p->id);

	return irq < 0 ? irq : 0;
}

static int range_is_quiet(struct port *p, u32 index)
{
	if (index < 0 || index > 5)
		return -EINVAL;
	return 0;
}

static int pointer_is_quiet(struct port *p, u32 *index)
{
	return *index < p->count;
}

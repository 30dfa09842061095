static void locked_reset(struct port *p)
{
	mutex_lock(&p->lock);
	p->count = 0;
	mutex_unlock(&p->lock);
}

static void taken_twice(struct port *p)
{
	mutex_lock(&p->lock);
	mutex_lock(&p->lock);		// expect: p->lock is taken while it is held
	mutex_unlock(&p->lock);
}

static void other_lock_is_quiet(struct port *p, struct port *q)
{
	mutex_lock(&p->lock);
	mutex_lock(&q->lock);
	mutex_unlock(&q->lock);
	mutex_unlock(&p->lock);
}

static void loop_takes_again(struct port *p, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		spin_lock(&p->lock);
		p->count++;
		spin_unlock(&p->lock);
	}
}

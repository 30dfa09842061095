static int released_again_at_the_label(struct port *p)
{
	int err;

	mutex_lock(&p->lock);
	err = start(p);
	mutex_unlock(&p->lock);
	if (err)
		goto out;
	return 0;
out:
	mutex_unlock(&p->lock);		// expect: p->lock is released while it is free
	return err;
}

static void released_once(struct port *p)
{
	mutex_lock(&p->lock);
	mutex_unlock(&p->lock);
}

static void one_of_two_was_taken_out_of_sight(struct pool *public, struct pool *private)
{
	spin_lock(&public->lock);
	POOL_LOCK(&private->lock, move);
	public->count--;
	spin_unlock(&private->lock);
	spin_unlock(&public->lock);
}

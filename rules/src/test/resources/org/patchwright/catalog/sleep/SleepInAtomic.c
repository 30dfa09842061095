static int user_copy_under_the_lock(struct port *p, void *user)
{
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&p->lock, flags);
	if (copy_from_user(p->buf, user, 64))	// expect: copy_from_user() may sleep
		err = -EFAULT;
	spin_unlock_irqrestore(&p->lock, flags);
	return err;
}

static void allocation_that_waits(struct port *p)
{
	spin_lock(&p->lock);
	p->buf = kmalloc(64, GFP_KERNEL);	// expect: kmalloc(GFP_KERNEL) may sleep
	p->bh = kmalloc(64, GFP_ATOMIC);
	spin_unlock(&p->lock);
}

static void sleeps_behind_the_release(struct port *p)
{
	spin_lock(&p->lock);
	p->count++;
	spin_unlock(&p->lock);
	msleep(10);
}

static void settle(struct port *p)
{
	msleep(p->delay);
}

static void callee_sleeps(struct port *p)
{
	spin_lock(&p->lock);
	settle(p);			// expect: msleep() in settle() may sleep
	spin_unlock(&p->lock);
}

static void mutex_may_be_held(struct port *p)
{
	mutex_lock(&p->mutex);
	msleep(10);
	mutex_unlock(&p->mutex);
}

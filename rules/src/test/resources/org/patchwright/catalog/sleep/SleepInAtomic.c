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

static int lock_slot(struct port *p)
{
	spin_lock(&p->lock);
	if (p->count)
		return 0;
	spin_unlock(&p->lock);
	return -EAGAIN;
}

static int waits_until_it_has_the_lock(struct port *p)
{
	if (wait_event_interruptible(p->queue, lock_slot(p) != -EAGAIN))
		return -EINTR;
	p->count--;
	spin_unlock(&p->lock);
	return 0;
}

#define DUMP_IT 0

static void left_out_by_the_file_itself(struct port *p)
{
	spin_lock(&p->lock);
#if DUMP_IT
	msleep(10);
#endif
	spin_unlock(&p->lock);
}

static void send_frame(struct port *p, int action)
{
	p->count++;
	if (action == FRAME_CONFIRM || action == FRAME_TEARDOWN)
		msleep(10);
}

static void another_constant_does_not_sleep(struct port *p)
{
	spin_lock(&p->lock);
	send_frame(p, FRAME_DISCOVER);
	send_frame(p, FRAME_TEARDOWN);	// expect: msleep() in send_frame() may sleep
	spin_unlock(&p->lock);
}

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

static int counter_and_break_go_together(struct port *p, int most)
{
	int round = 0;

	do {
		spin_lock_bh(&p->lock);
		if (!is_pending(p))
			break;
		spin_unlock_bh(&p->lock);
		udelay(10);
	} while (++round < most);
	if (round >= most)
		return -EAGAIN;
	spin_unlock_bh(&p->lock);
	do {
		udelay(10);
		spin_lock_bh(&p->lock);
		if (p->completed)
			break;
		spin_unlock_bh(&p->lock);
	} while (++round < most);
	if (round >= most) {
		spin_lock_bh(&p->lock);
		p->count--;
		spin_unlock_bh(&p->lock);
		return -EAGAIN;
	}
	spin_unlock_bh(&p->lock);
	return 0;
}

static void somebody_else_releases_each_round(struct port *p)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&p->queue))) {
		mutex_lock(&p->turn_lock);
		transmit(p, skb);
	}
}

static void locks_of_its_own(struct port *p)
{
	DEFINE_MUTEX(mutex);

	mutex_lock(&mutex);
	p->count++;
	mutex_unlock(&mutex);
}

static void others_of_that_name(struct port *p)
{
	DEFINE_MUTEX(mutex);

	mutex_lock(&mutex);
	locks_of_its_own(p);
	mutex_unlock(&mutex);
}

static int again_with_both(struct port *a, struct ring *c)
{
	struct port *b = NULL;

again:
	spin_lock(&a->lock);
	if (c->bound) {
		if (b == NULL) {
			b = c->other;
			port_get(b);
			if (a < b) {
				spin_lock(&b->lock);
			} else if (a != b) {
				spin_unlock(&a->lock);
				spin_lock(&b->lock);
				goto again;
			}
		}
		c->bound = 0;
	}
	if (b != NULL) {
		if (a != b)
			spin_unlock(&b->lock);
		port_put(b);
	}
	spin_unlock(&a->lock);
	return 0;
}

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

static void called_back_while_it_waits(struct heap *h)
{
	spin_lock(&h->lock);
	spin_unlock(&h->lock);
	scrub(h);
	spin_lock_cb(&h->lock, scrub_on, h);
	h->scrubbed++;
	spin_unlock(&h->lock);
}

static void taken_by_who_names_it(struct unit *unit)
{
	spinlock_t *lock;

	lock = unit_queue_lock_irq(unit);
	unit->moves++;
	spin_unlock_irq(lock);
	settle(unit);
	lock = unit_queue_lock_irq(unit);
	unit->moves--;
	spin_unlock_irq(lock);
}

static spinlock_t *cpu_queue_lock(int cpu)
{
	spinlock_t *lock;

	for (;;) {
		lock = per_cpu(queues, cpu).queue_lock;
		spin_lock(lock);
		if (lock == per_cpu(queues, cpu).queue_lock)
			break;
		spin_unlock(lock);
	}
	return lock;
}

static void cpu_queue_unlock(int cpu)
{
	spin_unlock(per_cpu(queues, cpu).queue_lock);
}

static void each_queue_by_two_names_of_its_lock(void)
{
	int cpu;

	for_each_cpu(cpu, queue_mask) {
		cpu_queue_lock(cpu);
		dump(cpu);
		cpu_queue_unlock(cpu);
	}
}

static void ends_what_callers_entered_twice(struct unit *unit)
{
	rcu_read_unlock();
	settle(unit);
	rcu_read_unlock();
}

static void ends_more_often_than_it_enters(struct unit *unit)
{
	rcu_read_lock();
	settle(unit);
	rcu_read_unlock();
	rcu_read_unlock();	// expect: rcu_read_lock() is released while it is free
}

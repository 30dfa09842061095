static int asks_while_it_sets(struct port *p)
{
	int err;

	mutex_lock(&p->ask_lock);
	if ((err = start(p)))
		return err;	// expect: p->ask_lock is still held
	mutex_unlock(&p->ask_lock);
	return 0;
}

static int stays_held_as_its_comment_says(struct port *p)
{
	spin_lock(&p->meant_lock);
	if (p->dead) {
		/* keep it locked until port_end() */
		return -ENODEV;	// expect: p->meant_lock is still held
	}
	spin_unlock(&p->meant_lock);
	return 0;
}

static void early_return_keeps_the_lock(struct port *p)
{
	spin_lock(&p->lock);
	if (p->count == 0)
		return;		// expect: p->lock is still held
	p->count--;
	spin_unlock(&p->lock);
}

static int correlated_tests_are_quiet(struct port *p, int wait)
{
	if (wait)
		mutex_lock(&p->lock);
	p->count++;
	if (wait)
		mutex_unlock(&p->lock);
	return 0;
}

static int label_releases(struct port *p)
{
	int err;

	mutex_lock(&p->lock);
	err = reset(p);
	if (err)
		goto out;
	err = start(p);
out:
	mutex_unlock(&p->lock);
	return err;
}

static int trylock_failed_holds_nothing(struct port *p)
{
	if (!mutex_trylock(&p->lock))
		return -EBUSY;
	p->count++;
	mutex_unlock(&p->lock);
	return 0;
}

static int error_keeps_irqs_off(struct port *p)
{
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	if (copy(p))
		return -EFAULT;		// expect: p->lock is still held
	spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}

static int success_hands_the_lock_over(struct port *p)
{
	mutex_lock(&p->lock);
	if (p->dead) {
		mutex_unlock(&p->lock);
		return -ENODEV;
	}
	return 0;
}

static int who_asked_for_it_releases(struct port *p)
{
	int err = success_hands_the_lock_over(p);

	if (err)
		return err;
	mutex_unlock(&p->lock);
	return 0;
}

static void begin(struct port *p)
{
	spin_lock(&p->lock);
}

static void end(struct port *p)
{
	spin_unlock(&p->lock);
}

static int helper_takes_the_lock(struct port *p)
{
	begin(p);
	if (p->dead)
		return -ENODEV;		// expect: p->lock is still held
	end(p);
	return 0;
}

static int value_is_taken_under_the_lock(struct port *p)
{
	int ret;

	mutex_lock(&p->lock);
	ret = reset(p);
	if (ret) {
		mutex_unlock(&p->lock);
		return ret;
	}
	if (p->quick)
		return p->count;	// expect: p->lock is still held
	mutex_unlock(&p->lock);
	return 0;
}

static int others_jump(struct port *p)
{
	int err;

	mutex_lock(&p->lock);
	err = reset(p);
	if (err)
		goto out;
	if (p->dead)
		return -ENODEV;		// expect: p->lock is still held
	err = start(p);
out:
	mutex_unlock(&p->lock);
	return err;
}

static int work_behind_the_release_goes_along(struct port *p)
{
	spin_lock(&p->lock);
	if (p->dead) {
		spin_unlock(&p->lock);
		complain(p);
		return -ENODEV;
	}
	if (p->old) {
		complain(p);
		return -EINVAL;		// expect: p->lock is still held
	} else if (p->older)
		return -EPERM;		// expect: p->lock is still held
	spin_unlock(&p->lock);
	return 0;
}

static void runs_off_its_end(struct port *p)
{	// expect: p->lock is still held
	spin_lock(&p->lock);
	if (p->dead) {
		spin_unlock(&p->lock);
		return;
	}
	p->count++;
}

static int inner_flags_mean_nothing_outside(struct port *p)
{
	if (p->dead) {
		unsigned long flags;

		spin_lock_irqsave(&p->lock, flags);
		p->count++;
		spin_unlock_irqrestore(&p->lock, flags);
	}
	return 0;
}

static void nobody_lets_go(struct solitary *s)
{	// expect: s->solitary_lock is still held
	mutex_lock(&s->solitary_lock);
	solitary_count(s);
}

static void others_let_go_of_their_own(struct solitary *s)
{
	mutex_lock(&s->solitary_lock);
	solitary_count(s);
	mutex_unlock(&s->solitary_lock);
}

static void first_half(struct solitary *s)
{
	mutex_lock(&s->shared_lock);
}

static void second_half(struct solitary *s)
{
	mutex_unlock(&s->shared_lock);
}

static void loop_lets_go_of_what_a_call_names(struct port *p)
{
	struct item *item;

	spin_lock_irq(table_lock(p));
	list_for_each_entry(item, &p->items, list) {
		spin_unlock_irq(table_lock(p));
		remove_item(p, item);
		spin_lock_irq(table_lock(p));
	}
	spin_unlock_irq(table_lock(p));
}

static void may_let_go(struct port *p)
{
	if (ready(p)) {
		mutex_unlock(&p->may_lock);
		start(p);
	}
}

static void through(struct port *p)
{
	may_let_go(p);
}

static int callee_may_have_let_go(struct port *p)
{
	mutex_lock(&p->may_lock);
	through(p);
	if (p->done)
		return 0;
	mutex_unlock(&p->may_lock);
	return 0;
}

static int way_back_belongs_to_another_lock(struct port *p, struct item **items)
{
	struct item *item;
	int i = 0;

again:
	item = items[i];
	mutex_lock(&item->turn_lock);
	if (item->busy) {
		i++;
		goto again_unlocked;
	}
	mutex_unlock(&item->turn_lock);
	return 0;

again_unlocked:
	mutex_unlock(&item->turn_lock);
	if (i < p->count)
		goto again;
	return -EBUSY;
}

static int one_request_locks_for_the_next(struct port *p, struct msg *msg)
{
	struct msg sent = *msg;
	int err;

	if (sent.type == START)
		down_read(&p->suspend);
	err = send(p, msg);
	if (sent.type == END || (sent.type == START && msg->type == FAILED))
		up_read(&p->suspend);
	return err;
}

static void cursor_is_never_null(struct port *p)
{
	struct item *item = NULL;
	struct item *next;

again:
	mutex_lock(&item->cursor_lock);
	list_for_each_entry(next, &p->items, list) {
		mutex_unlock(&item->cursor_lock);
		item = next;
		goto again;
	}
	if (item)
		mutex_unlock(&item->cursor_lock);
}

static int taken_by_one_call_released_by_a_later_one(struct port *p)
{
	static bool in_message;

	if (!in_message) {
		in_message = true;
		mutex_lock(&p->message_lock);
	}
	if (read_more(p) < 0)
		return 0;
	mutex_unlock(&p->message_lock);
	in_message = false;
	return 0;
}

static int pointer_remembers_who_took_it(struct port *p, int n)
{
	struct token *token = take_token(p);
	int i;

	if (!token)
		return -ENOMEM;
	mutex_lock(&p->token_lock);
	for (i = 0; i < n; i++) {
		if (token && token->deferred) {
			mutex_unlock(&p->token_lock);
			token = NULL;
		}
		if (ready(p, i))
			break;
	}
	if (token)
		mutex_unlock(&p->token_lock);
	return 0;
}

static int owner_lock(struct port *p)
{
	if (p->owner != current) {
		mutex_lock(&p->owner_lock);
		if (wait_empty(p)) {
			mutex_unlock(&p->owner_lock);
			return -EBUSY;
		}
		p->owner = current;
	}
	p->depth++;
	return 0;
}

static void owner_unlock(struct port *p)
{
	if (!--p->depth) {
		p->owner = NULL;
		mutex_unlock(&p->owner_lock);
	}
}

static void uses_both(struct port *p)
{
	owner_lock(p);
	owner_unlock(p);
}

static void slots(struct port *p)
{
	sema_init(&p->slot_sem, p->slots);
}

static int a_slot_is_no_lock(struct port *p)
{
	down(&p->slot_sem);
	if (send_frame(p)) {
		up(&p->slot_sem);
		return -EIO;
	}
	if (p->quick)
		return 0;
	up(&p->slot_sem);
	return 0;
}

static int freed_with_the_lock(struct port *p)
{
	struct item *item = make_item(p);

	mutex_lock(&item->freed_lock);
	if (attach(item)) {
		kfree(item);
		return -EIO;	// expect: item->freed_lock is still held
	}
	mutex_unlock(&item->freed_lock);
	return 0;
}

static int let_go_by_who_frees_it(struct port *p)
{
	struct item *item = make_item(p);

	mutex_lock(&item->freed_lock);
	if (attach(item)) {
		item_free(item);
		return -EIO;
	}
	mutex_unlock(&item->freed_lock);
	return 0;
}

static int told_to_sparse(struct port *p)
{
	spin_lock(&p->sparse_lock);
	if (p->dead)
		spin_unlock(&p->sparse_lock);
	else
		__release(&p->sparse_lock);
	return 0;
}

static int stops(void *argument)
{
	int quick = *(int *)argument;
	int err;

	if (!quick) {
		err = stop_others();
		if (err)
			return err;
		mutex_lock(&stop_lock);
	}
	return hypercall();
}

static int stopped_by_an_address(struct port *p, int quick)
{
	int err;

	if (quick) {
		mutex_lock(&stop_lock);
		err = run_elsewhere(stops, &quick);
	} else {
		err = stops(&quick);
	}
	if (err < 0)
		return err;	// expect: stop_lock is still held
	mutex_unlock(&stop_lock);
	return 0;
}

static void rw_take(bool write, struct port *p)
{
	(write ? down_write : down_read)(&p->rw_sem);
}

static int unlocks_out_of_sight(struct port *p)
{
	mutex_lock(&p->sight_lock);
	if (p->dead) {
		port_unlock_all(p);
		return -ENODEV;
	}
	mutex_unlock(&p->sight_lock);
	return 0;
}

static void named_by_a_call(struct port *p, int group)
{
	spinlock_t *lock = NULL;

	if (p->grouped) {
		lock = group_lock_ptr(p, group);
		spin_lock(lock);
	}
	p->count++;
	if (lock)
		spin_unlock(group_lock_ptr(p, group));
}

static void variable_outlives_the_field(struct port *p)
{
	struct device *dev = p->dev;
	struct item *item;

	netif_tx_lock_bh(dev);
	while ((item = next_item(p))) {
		netif_tx_unlock_bh(dev);
		item->dev = dev;
		send_item(item);
		netif_tx_lock_bh(dev);
	}
	netif_tx_unlock_bh(dev);
}

static void inner_form_of_the_unlock(struct port *p)
{
	rtnl_lock();
	p->count++;
	if (p->quick)
		__rtnl_unlock();
	else
		rtnl_unlock();
}

static void every_way_keeps_it_and_marks(struct port *p)
{	// expect: p->mark_lock is still held
	p->marked = 1;
	mutex_lock(&p->mark_lock);
	p->count++;
}

static int freed_by_the_only_way_on(struct port *p)
{
	struct item *item = p->last;

	mutex_lock(&item->end_lock);
	item->count--;
	kfree(item);
	return 0;	// expect: item->end_lock is still held
}

static void each_round_takes_one(struct port *p, int n)
{	// expect: queue->round_lock is still held
	int i;

	for (i = 0; i < n; i++) {
		struct queue *queue = &p->queues[i];

		spin_lock(&queue->round_lock);
		queue->count = 0;
	}
}

static void everybody_stop(struct port *p, int n)
{
	int i;

	for (i = 0; i < n; i++)
		mutex_lock(&p->queues[i].all_lock);
}

static void everybody_go(struct port *p, int n)
{
	int i;

	for (i = 0; i < n; i++)
		mutex_unlock(&p->queues[i].all_lock);
}

static void port_suspend(struct port *p)
{
	down_write(&p->watch_sem);
	mutex_lock(&p->answer_lock);
}

static void port_resume(struct port *p)
{
	restart(p);
	mutex_unlock(&p->answer_lock);
	up_write(&p->watch_sem);
}

static void port_suspend_cancel(struct port *p)
{	// expect: p->answer_lock is not released, which port_suspend() leaves held
	up_write(&p->watch_sem);
}

static int change_begin(struct chain *c)
{
	return mutex_lock_interruptible(&c->chain_lock) ? -ERESTARTSYS : 0;
}

int change_commit(struct chain *c)
{
	mutex_unlock(&c->chain_lock);
	return 0;
}

static int add_mapping(struct chain *c)
{
	if (c->full)
		return -EINVAL;
	mutex_lock(&c->chain_lock);
	c->count++;
	return c->count;	// expect: c->chain_lock is still held
}

static bool grab_access(struct port *p)
{
	local_bh_disable();
	if (port_ready(p))
		return true;
	local_bh_enable();
	return false;
}

static void drop_access(struct port *p)
{
	__acquire(&p->access_lock);
	spin_unlock_bh(&p->access_lock);
}

static void fan_lock(struct port *p)
{
	spin_lock(&p->fan_lock);
}

static void fan_unlock(struct port *p)
{	// expect: p->fan_lock is not released, which fan_lock() leaves held
}

static void set_fan(struct port *p)
{
	fan_lock(p);
	p->fan = 1;
	fan_unlock(p);
}

static int get_turn(struct port *p)
{
	mutex_lock(&p->turn_mutex);
	if (p->gone)
		return -ENODEV;	// expect: p->turn_mutex is still held
	if (turn(p)) {
		mutex_unlock(&p->turn_mutex);
		return -EBUSY;
	}
	return 0;
}

static void put_turn(struct port *p)
{
	mutex_unlock(&p->turn_mutex);
}

static int send_locked(struct port *p)
{
	int err;

	mutex_lock(&p->send_mutex);
	err = send_unlocked(p);
	return err;	// expect: p->send_mutex is still held
}

static void give_back(struct port *p)
__releases(p->queue_lock)
__acquires(p->queue_lock)
{
	finish(p);
	spin_lock(&p->queue_lock);	// expect: p->queue_lock is taken, and the head of give_back()
}

static void give_back_unlocked(struct port *p)
__releases(p->queue_lock)
__acquires(p->queue_lock)
{
	spin_unlock(&p->queue_lock);
	finish(p);
	spin_lock(&p->queue_lock);
}

static void queue_unlock(struct port *p)
__releases(p->queue_lock)
{
	spin_unlock(&p->queue_lock);
}

static void queue_lock(struct port *p)
__acquires(p->queue_lock)
{
	spin_lock(&p->queue_lock);
	if (p->quiet)
		settle(p);
}

static int restart_unlocked(struct port *p)
__releases(p->queue_lock)
__acquires(p->queue_lock)
{
	queue_unlock(p);
	finish(p);
	queue_lock(p);
	return 0;
}

static void loads_under_its_lock(struct loader *loader)
{
	mutex_lock(&loader->load_lock);
	loader->state = LOADED;
	loader->rounds++;
	mutex_unlock(&loader->load_lock);

	loader_tell(loader);
}

static int what_the_lock_protects_comes_first(struct loader *loader)
{
	int err;

	mutex_lock(&loader->load_lock);
	loader->rounds++;
	err = loader_write(loader);
	loader->state = LOADED;

	loader_tell(loader);
	if (err)
		return err;	// expect: loader->load_lock is still held
	return loader_start(loader);	// expect: loader->load_lock is still held
}

static int nothing_sleeps_in_the_section(struct loader *loader)
{
	spin_lock(&loader->start_lock);
	loader->starts++;
	loader->from = loader->to;
	msleep(10);
	loader->starts--;
	return 0;	// expect: loader->start_lock is still held
}

static int the_message_comes_first(struct loader *loader)
{
	spin_lock(&loader->stop_lock);
	if (loader->stops) {
		loader->stops--;
		dev_err(loader->dev, "stopped\n");
		return -EBUSY;	// expect: loader->stop_lock is still held
	}
	spin_unlock(&loader->stop_lock);
	return 0;
}

static void named_after_what_it_does(struct loader *loader)
{
	rtnl_lock();
	loader->stops = 0;

	loader_tell(loader);
	rtnl_unlock();
}

static int answered_by_name(struct loader *loader)
{
	rtnl_lock();
	loader->stops = 0;
	return 0;	// expect: rtnl_lock() is still held
}

static int in_the_order_of_their_addresses(struct port *a, struct port *b)
{
	if (a < b) {
		spin_lock(&a->lock);
		spin_lock(&b->lock);
	} else {
		if (a != b)
			spin_lock(&b->lock);
		spin_lock(&a->lock);
	}
	a->peer = b;
	if (a != b)
		spin_unlock(&b->lock);
	spin_unlock(&a->lock);
	return 0;
}

struct port *port_lock_by_id(int id)
{
	struct port *p;

	rcu_read_lock();
	p = port_find(id);
	if (p)
		return p;
	rcu_read_unlock();
	return NULL;
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

static int both_again_by_what_stays_the_same(struct port *a, int id, bool guest)
{
	struct port *b = NULL;
	struct ring *c = ring_of(a, id), *d;
	int err = 0;

again:
	spin_lock(&a->lock);
	if (ring_is_kept(c) && guest) {
		err = -EINVAL;
		goto out;
	}
	switch (c->state) {
	case RING_FREE:
		err = -EINVAL;
		goto out;
	case RING_BOUND:
		if (b == NULL) {
			b = c->u.bound.other;
			port_get(b);
			if (a < b) {
				spin_lock(&b->lock);
			} else if (a != b) {
				spin_unlock(&a->lock);
				spin_lock(&b->lock);
				goto again;
			}
		} else if (b != c->u.bound.other) {
			err = -EINVAL;
			goto out;
		}
		d = ring_of(b, c->u.bound.id);
		d->state = RING_FREE;
		d->u.free.id = a->id;
		goto out;
	default:
		break;
	}
	ring_free(a, c);
out:
	if (b != NULL) {
		if (a != b)
			spin_unlock(&b->lock);
		port_put(b);
	}
	spin_unlock(&a->lock);
	return err;
}

static int both_again_and_one_is_left(struct port *a, int id, bool guest)
{
	struct port *b = NULL;
	struct ring *c = ring_of(a, id), *d;
	int err = 0;

again:
	spin_lock(&a->lock);
	if (ring_is_kept(c) && guest) {
		err = -EINVAL;
		goto fail;
	}
	switch (c->state) {
	case RING_FREE:
		err = -EINVAL;
		goto fail;
	case RING_BOUND:
		if (b == NULL) {
			b = c->u.bound.other;
			port_get(b);
			if (a < b) {
				spin_lock(&b->lock);
			} else if (a != b) {
				spin_unlock(&a->lock);
				spin_lock(&b->lock);
				goto again;
			}
		} else if (b != c->u.bound.other) {
			err = -EINVAL;
			goto out;
		}
		d = ring_of(b, c->u.bound.id);
		d->state = RING_FREE;
		d->u.free.id = a->id;
		goto out;
	default:
		break;
	}
	ring_free(a, c);
out:
	if (b != NULL) {
		if (a != b)
			spin_unlock(&b->lock);
		port_put(b);
	}
fail:
	spin_unlock(&a->lock);
	return err;	// expect: b->lock is still held
}

static void tried_again_behind_what_may_release_both(struct bus *unused)
{
	struct bus *bus;

	for_each_bus(bus) {
		struct unit *unit;

		if (!read_trylock(&bus->units_lock))
			continue;
		for_each_unit(bus, unit) {
			if (!unit->state || !spin_trylock(&unit->state->lock))
				continue;
			if (unit_print(unit->state))
				goto next;
			spin_unlock(&unit->state->lock);
			read_unlock(&bus->units_lock);
next:
			rest();
			if (!read_trylock(&bus->units_lock))
				goto none;
		}
		read_unlock(&bus->units_lock);
none:
		;
	}
}

static void next_round_with_the_inner_lock(struct bus *bus)
{
	struct unit *unit;

	for_each_unit(bus, unit) {
		spin_lock(&unit->round_lock);	// expect: unit->round_lock is still held when the loop
		if (unit_print(unit))
			continue;
		spin_unlock(&unit->round_lock);
	}
}

static void next_round_as_a_comment_says(struct bus *bus)
{
	struct unit *unit;

	for_each_unit(bus, unit) {
		spin_lock(&unit->said_lock);
		if (unit_print(unit)) {
			/* unit_print() always fails without holding the lock. */
			rest();
			continue;
		}
		spin_unlock(&unit->said_lock);
	}
}

static int way_out_as_a_comment_says(struct port *p)
{
	int err;

	spin_lock(&p->told_lock);
	err = port_drain(p);
	if (err)
		/* The lock has been released there. */
		return err;
	spin_unlock(&p->told_lock);
	return 0;
}

static int in_one_of_two_modes(struct port *p, int id)
{
	struct port *child = NULL;
	bool writes = 0, reads = 0;
	bool hits = 0, misses = 0;
	int err = 0;

	if (p->mode == PORT_CONTROL) {
		write_lock(&p->mode_lock);
		writes = 1;
		err = port_control(p);
		goto out;
	}
	if (p->mode == PORT_AUTH) {
		write_lock(&p->mode_lock);
		writes = 1;
		err = port_auth(p);
		goto out;
	}
	if (p->none) {
		write_lock(&p->mode_lock);
		writes = 1;
		if (port_create(p)) {
			err = -ENOMEM;
			goto out;
		}
	}
	if (p->mode == PORT_NEW) {
		if (!writes) {
			write_lock(&p->mode_lock);
			writes = 1;
		}
	} else {
		if (!writes) {
			read_lock(&p->mode_lock);
			reads = 1;
		}
		child = p->children[id];
		if (child == NULL) {
			err = -ENODEV;
			goto out;
		}
	}
	switch (p->mode) {
	case PORT_NEW:
		err = port_new(p);
		break;
	case PORT_PUT:
		err = port_put_page(child);
		if (err == 1)
			hits = 1;
		else
			misses = 1;
		break;
	case PORT_GET:
		err = port_get_page(child);
		if (err == 1)
			hits = 1;
		else
			misses = 1;
		break;
	default:
		err = -ENOSYS;
		break;
	}
out:
	if (err < 0)
		port_errors++;
	if (writes)
		write_unlock(&p->mode_lock);
	else if (reads)
		read_unlock(&p->mode_lock);
	port_count(hits, misses);
	return err;
}

#define port_cond_lock(l)	do { if (!port_all) spin_lock(l); } while (0)
#define port_cond_unlock(l)	do { if (!port_all) spin_unlock(l); } while (0)

static int a_macro_takes_it_at_times(struct port *p)
{
	int err = 0;

	port_cond_lock(&p->times_lock);
	if (p->dead)
		err = -ENODEV;
	if (!port_all)
		spin_unlock(&p->times_lock);
	return err;
}

static int a_macro_takes_what_it_releases(struct port *p)
{
	port_cond_lock(&p->both_lock);
	if (p->dead)
		return -ENODEV;	// expect: p->both_lock is still held
	port_cond_unlock(&p->both_lock);
	return 0;
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

static void old_lock_under_the_name_of_its_answer(struct port *p, int cpu)
{
	spinlock_t *old_lock;

	old_lock = cpu_queue_lock(cpu);
	per_cpu(queues, cpu).queue_lock = &p->lock;
	spin_unlock(old_lock);
}

static void old_lock_is_left(struct port *p, int cpu)
{
	spinlock_t *old_lock;

	old_lock = cpu_queue_lock(cpu);
	if (p->dead)
		return;	// expect: lock is still held
	per_cpu(queues, cpu).queue_lock = &p->lock;
	spin_unlock(old_lock);
}

static void moved_from_one_queue_to_another(struct port *p)
{
	unsigned long flags;
	int old;

	port_queue_lock_irqsave(p, flags);
	if (p->dead) {
		port_queue_unlock_irqrestore(p, flags);
		return;
	}
	old = p->cpu;
	p->cpu = cpu_for(p);
	spin_unlock_irqrestore(&per_cpu(queues, old).lock, flags);
}

static void stays_on_its_queue(struct port *p)
{
	unsigned long flags;

	port_queue_lock_irqsave(p, flags);
	if (p->dead)
		return;	// expect: p is still held
	port_queue_unlock_irqrestore(p, flags);
}

static int a_jump_past_one_label(struct dev *d)
{
	int err;

	d->buf = get_buffer(d);
	err = request_line(d->line);
	if (err)
		goto err_buf;
	err = start(d);
	if (err)
		goto err_line;
	err = announce(d);
	if (err)
		goto err_line;
	err = publish(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	free_line(d->line);
err_buf:
	put_buffer(d->buf);
	return err;
}

static int each_jump_to_its_label(struct dev *d)
{
	int err;

	d->buf = get_buffer(d);
	err = request_line(d->line);
	if (err)
		goto err_buf;
	err = start(d);
	if (err)
		goto err_line;
	err = announce(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	free_line(d->line);
err_buf:
	put_buffer(d->buf);
	return err;
}

static int returns_where_others_undo(struct dev *d)
{
	int err;

	line_init(&d->line);
	if (!d->name)
		return -EINVAL;	// expect: this way out leaves out line_cleanup(), which a later one passes
	err = start(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	line_cleanup(&d->line);
	return err;
}

static int undone_by_hand_before_the_jump(struct dev *d)
{
	int err;

	d->buf = get_buffer(d);
	err = request_line(d->line);
	if (err)
		goto err_buf;
	err = start(d);
	if (err) {
		free_line(d->line);
		goto err_buf;
	}
	err = announce(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	free_line(d->line);
err_buf:
	put_buffer(d->buf);
	return err;
}

static int its_own_failure_told_by_another_call(struct dev *d)
{
	int err;

	d->addr = line_map(d->dev, d->buf);
	err = line_error(d->dev, d->addr);
	if (err) {
		err = -EIO;
		goto err_buf;
	}
	err = announce(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	line_unmap(d->addr);
err_buf:
	put_buffer(d->buf);
	return err;
}

static int done_and_well(struct dev *d, int quick)
{
	int err;

	err = request_line(d->line);
	if (err)
		goto err_buf;
	if (quick)
		goto out;
	err = announce(d);
	if (err)
		goto err_line;
out:
	return 0;
err_line:
	free_line(d->line);
err_buf:
	put_buffer(d->buf);
	return err;
}

static struct dev *found_before(struct table *table)
{
	struct dev *d;
	int err;

	d = dev_get(table);
	if (d)
		return d;
	d = make(table);
	if (!d)
		goto err_make;
	err = announce(d);
	if (err)
		goto err_announce;
	return d;
err_announce:
	dev_put(d);
err_make:
	return NULL;
}

static int tried_twice(struct dev *d)
{
	int err;

	err = line_enable(d);
	if (err) {
		d->slow = 1;
		err = line_enable(d);
	}
	if (err)
		goto err_buf;
	err = announce(d);
	if (err)
		goto err_line;
	return 0;
err_line:
	line_disable(d);
err_buf:
	put_buffer(d->buf);
	return err;
}

static int one_of_two_builds(struct dev *d)
{
	int err;

#ifdef CONFIG_LINE
	d->line = line_get("a");
	if (IS_ERR(d->line))
		return PTR_ERR(d->line);
#else
	d->wire = wire_get("a");
	if (IS_ERR(d->wire))
		return PTR_ERR(d->wire);
#endif
	err = announce(d);
	if (err)
		goto err_line;
	return 0;
err_line:
#ifdef CONFIG_LINE
	line_put(d->line);
#endif
	return err;
}

static int another_call_ends_it(struct dev *d)
{
	int err;

	err = dev_alloc_rings(d);
	if (err)
		goto err_alloc;
	err = announce(d);
	if (err)
		goto err_announce;
	err = publish(d);
	if (err)
		goto err_publish;
	return 0;
err_publish:
	dev_rings_cleanup(d);
err_announce:
	dev_free_rings(d);
err_alloc:
	return err;
}

static int part_probe(struct part *p)
{
	int err;

	err = first_register(p->one);
	if (err)
		return err;
	err = second_register(p->two);
	if (err)
		goto err_one;
	err = third_register(p->three);
	if (err)
		goto err_two;
	err = part_start(p);
	if (err)
		goto err_three;
	return 0;
err_three:
	third_unregister(p->three);
err_two:
	second_unregister(p->two);
err_one:
	first_unregister(p->one);
	return err;
}

static int part_remove(struct part *p)	// expect: second_unregister() is not called here
{
	third_unregister(p->three);
	first_unregister(p->one);
	return 0;
}

static struct part_driver part_driver = {
	.probe = part_probe,
	.remove = part_remove,
};

static int whole_setup(struct part *p)
{
	int err;

	front_register(p->one);
	back_register(p->two);
	p->work = work_create(p);
	err = part_start(p);
	if (err)
		goto err_work;
	return 0;
err_work:
	work_destroy(p->work);
	back_unregister(p->two);
	front_unregister(p->one);
	return err;
}

static void whole_end(struct part *p)
{
	work_destroy(p->work);
}

static void whole_shutdown(struct part *p)
{
	whole_end(p);
	back_unregister(p->two);
	front_unregister(p->one);
}

static void red_off(struct lamp *l)
{
	lamp_detach(l);
}

static void green_off(struct lamp *l)
{
	lamp_detach(l);
}

static void blue_off(struct lamp *l)
{
	lamp_detach(l);
}

static void white_off(struct lamp *l)
{
	lamp_detach(l);
}

static void dim(struct lamp *l)
{
	lamp_detach(l);
}

static void pink_off(struct lamp *l)
{
	dim(l);
}

static void black_off(struct lamp *l)	// expect: lamp_detach() is not called here, but by 6 other shutdown callbacks of this struct
{
	lamp_dark(l);
}

static struct lamp_ops red = {
	.shutdown = red_off,
};

static struct lamp_ops green = {
	.shutdown = green_off,
};

static struct lamp_ops blue = {
	.shutdown = blue_off,
};

static struct lamp_ops white = {
	.shutdown = white_off,
};

static struct lamp_ops pink = {
	.shutdown = pink_off,
};

static struct lamp_ops grey = {
	.shutdown = dim,
};

static struct lamp_ops black = {
	.shutdown = black_off,
};

static int returns_past_the_last_label(struct dev *d)
{
	int err;

	err = table_init(d);
	if (err)
		return err;
	err = read_name(d);
	if (err)
		goto err_table_fini;
	err = check_name(d);
	if (err)
		goto err_table_fini;
	err = queue_init(d);
	if (err)
		goto err_table_fini;
	err = start(d);
	if (err)
		goto err_start;
	return 0;

err_start:
	queue_fini(d);
err_table_fini:
	table_fini(d);
	return err;
}

static int a_comment_says_why(struct dev *d)
{
	int err;

	err = table_init(d);
	if (err)
		return err;
	err = queue_init(d);
	if (err)
		return err;	/* the table is the caller's then */ // expect: this way out leaves out table_fini(), which a later one passes
	err = start(d);
	if (err)
		goto err_start;
	return 0;

err_start:
	queue_fini(d);
	table_fini(d);
	return err;
}

static int filled_without_a_test(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);

	msg->id = p->id;		// expect: msg may be NULL
	send(p, msg);
	return 0;
}

static int tested_before(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);

	if (msg == NULL)
		return -ENOMEM;
	msg->id = p->id;
	kfree(msg);
	return 0;
}

static int tested_in_one_expression(struct port *p)
{
	struct msg *msg = kmalloc(sizeof(*msg), GFP_KERNEL);
	int id = msg ? msg->id : 0;

	kfree(msg);
	return id;
}

static struct msg *fails_with_an_error_pointer(void)
{
	struct msg *msg = kmalloc(64, GFP_KERNEL);

	if (!msg)
		return ERR_PTR(-ENOMEM);
	return msg;
}

static int error_pointer_is_tested(struct port *p)
{
	struct msg *msg = fails_with_an_error_pointer();

	if (IS_ERR(msg))
		return PTR_ERR(msg);
	msg->id = p->id;
	kfree(msg);
	return 0;
}

static struct port *new_port(int id)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->id = id;
	ports[id] = p;
	return p;
}

static struct port *found_or_made(int id)
{
	struct port *p;

	p = ports[id] ? ports[id] : new_port(id);
	p->users++;		// expect: p may be NULL
	return p;
}

static void *body_of_new(int size, struct msg **msg)
{
	*msg = kzalloc(size, GFP_KERNEL);
	if (!*msg)
		return NULL;
	return (*msg)->body;
}

static int the_other_result_is_tested(int id)
{
	struct msg *msg;
	struct body *body = body_of_new(64, &msg);

	if (!msg)
		return -ENOMEM;
	body->id = id;
	kfree(msg);
	return 0;
}

static void list_first(struct port *p)
{
	mutex_lock(&p->list_lock);
	spin_lock(&p->lock);
	p->count++;
	spin_unlock(&p->lock);
	mutex_unlock(&p->list_lock);
}

static void list_first_too(struct port *q)
{
	mutex_lock(&q->list_lock);
	spin_lock(&q->lock);
	q->count--;
	spin_unlock(&q->lock);
	mutex_unlock(&q->list_lock);
}

static void list_last(struct port *p)
{
	spin_lock(&p->lock);
	mutex_lock(&p->list_lock);	// expect: p->list_lock is taken under p->lock
	p->count++;
	mutex_unlock(&p->list_lock);
	spin_unlock(&p->lock);
}

static void of_another_struct(struct card *p)
{
	spin_lock(&p->lock);
	mutex_lock(&p->list_lock);
	mutex_unlock(&p->list_lock);
	spin_unlock(&p->lock);
}

static void one_after_the_other(struct port *p)
{
	spin_lock(&p->lock);
	spin_unlock(&p->lock);
	mutex_lock(&p->list_lock);
	mutex_unlock(&p->list_lock);
}

static DEFINE_MUTEX(gate);

static void up_under_the_gate(struct pair *p)
{
	mutex_lock(&gate);
	mutex_lock(&p->up);
	mutex_lock(&p->down);
	mutex_unlock(&p->down);
	mutex_unlock(&p->up);
	mutex_unlock(&gate);
}

static void down_under_the_gate(struct pair *p)
{
	mutex_lock(&gate);
	mutex_lock(&p->down);
	mutex_lock(&p->up);
	mutex_unlock(&p->up);
	mutex_unlock(&p->down);
	mutex_unlock(&gate);
}

static void parent_then_child(struct node *n)
{
	mutex_lock(&n->tree_lock);
	mutex_lock(&n->leaf_lock);
	mutex_unlock(&n->leaf_lock);
	mutex_unlock(&n->tree_lock);
}

static void tries_the_parent(struct node *n)
{
	mutex_lock(&n->leaf_lock);
	if (mutex_trylock(&n->tree_lock))
		mutex_unlock(&n->tree_lock);
	mutex_unlock(&n->leaf_lock);
}

static void take_leaf(struct node *n)
{
	mutex_lock(&n->root_lock);
	mutex_unlock(&n->root_lock);
}

static void through_a_callee(struct node *n)
{
	mutex_lock(&n->twig_lock);
	take_leaf(n);
	mutex_unlock(&n->twig_lock);
}

static void twig_last(struct node *n)
{
	mutex_lock(&n->root_lock);
	mutex_lock(&n->twig_lock);	// expect: n->twig_lock is taken under n->root_lock, but through_a_callee()
	mutex_unlock(&n->twig_lock);
	mutex_unlock(&n->root_lock);
}

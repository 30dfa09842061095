#define DEBUG_INTERRUPT 1	// expect: debugging is switched on

static int prints_without_a_level(struct port *p)
{
	printk("port %d\n", p->id);	// expect: printk() without a level
	printk(KERN_INFO "port %d\n", p->id);
	return 0;
}

static int compiled_out(struct port *p)
{
#if 0				// expect: compiled out
	first(p->id);
#endif
	/* disconnect(p); */	// expect: code is commented out
	/* Words about disconnect(). */
	return 0;
}

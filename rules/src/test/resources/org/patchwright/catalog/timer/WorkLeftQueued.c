static void queue(struct port *port)
{
	schedule_work(&port->reset);
	schedule_delayed_work(&port->poll, HZ);
}

static void port_release(struct port *port)
{
	cancel_delayed_work_sync(&port->poll);
	kfree(port);			// expect: the work reset may still be pending
}

static irqreturn_t lift_interrupt(int irq, void *data)
{
	struct lift *lift = data;

	schedule_work(&lift->alarm);
	schedule_delayed_work(&lift->doors, HZ);
	tasklet_schedule(&lift->bell);
	return IRQ_HANDLED;
}

static int lift_probe(struct platform_device *pdev)
{
	struct lift *lift = lift_of(pdev);

	INIT_WORK(&lift->alarm, lift_alarms);
	INIT_DELAYED_WORK(&lift->doors, lift_opens);
	tasklet_setup(&lift->bell, lift_rings);
	return lift_starts(lift);
}

static int lift_remove(struct platform_device *pdev)		// expect: the driver lets go here, and the work alarm is not ended
{
	struct lift *lift = platform_get_drvdata(pdev);

	cancel_delayed_work_sync(&lift->doors);
	tasklet_kill(&lift->bell);
	return 0;
}

static struct platform_driver lift_driver = {
	.probe = lift_probe,
	.remove = lift_remove,
};

static int page_open(struct inode *inode, struct file *filp)
{
	struct page_user *user = page_user_of(inode);

	INIT_WORK(&user->last, page_user_goes);
	filp->private_data = user;
	return 0;
}

static void page_is_let_go(struct kref *kref)
{
	struct page_user *user = container_of(kref, struct page_user, kref);

	schedule_work(&user->last);
}

static int page_release(struct inode *inode, struct file *filp)
{
	struct page_user *user = filp->private_data;

	kref_put(&user->kref, page_is_let_go);
	return 0;
}

static const struct file_operations page_fops = {
	.open = page_open,
	.release = page_release,
};

static int rack_probe(struct platform_device *pdev)
{
	struct rack *rack = rack_of(pdev);

	INIT_WORK(&rack->scan, rack_scans);
	return 0;
}

static int rack_resume(struct device *dev)
{
	struct rack *rack = dev_get_drvdata(dev);

	schedule_work(&rack->scan);
	return 0;
}

static void rack_shutdown(struct platform_device *pdev)
{
	rack_stops(rack_of(pdev));
}

static struct platform_driver rack_driver = {
	.probe = rack_probe,
	.driver = {
		.shutdown = rack_shutdown,
	},
};

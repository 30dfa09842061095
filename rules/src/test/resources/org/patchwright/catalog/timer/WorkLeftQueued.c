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

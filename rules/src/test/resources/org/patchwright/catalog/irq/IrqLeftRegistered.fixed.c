static int handler_stays_on_one_error(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		goto free;
	err = second(p->id);
	if (err)
		goto free;
	return 0;
free:
	free_irq(p->irq, p);
	return err;
}

static int request_that_failed_left_nothing(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		free_irq(p->irq, p);
	return err;
}

static int freed_by_whoever_called(struct port *p)
{
	int err = request_irq(p->irq, handler, 0, "port", p);

	if (err)
		return err;
	return first(p->id);
}

static int tx_line(struct port *p)
{
	return p->vectors[p->id].line;
}

static int line_is_asked_for_again(struct port *p)
{
	int err = request_irq(tx_line(p), handler, 0, "port", p);

	if (err)
		return err;
	err = first(p->id);
	if (err)
		goto free;
	return 0;
free:
	free_irq(tx_line(p), p);
	return err;
}

static int other_line_is_freed(struct port *p)
{
	int err = request_irq(tx_line(p), handler, 0, "port", p);

	if (err)
		return err;
	err = request_irq(rx_line(p), handler, 0, "port", p);
	if (err)
		goto free_tx;
	err = first(p->id);
	if (err)
		goto free_rx;
	return 0;
free_rx:
	free_irq(rx_line(p), p);
free_tx:
	free_irq(tx_line(p), p);
	return err;
}

static int message_signalled_if_possible(struct pci_dev *pdev, struct port *p)
{
	int err;

	if (pci_enable_msi(pdev))
		complain(p->id);
	else
		p->flags |= MSI_ON;
	p->names = names_of(p->id);
	if (!p->names) {
		if (p->flags & MSI_ON)
			pci_disable_msi(pdev);
		return -ENOMEM;
	}
	err = request_irq(pdev->irq, handler, 0, p->names, p);
	if (err) {
		if (p->flags & MSI_ON)
			pci_disable_msi(pdev);
		return err;
	}
	return 0;
}

#include <linux/clk.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>

struct blinker {
	struct clk *clk;
	void __iomem *base;
	int irq;
};

static irqreturn_t blinker_irq(int irq, void *data)
{
	return IRQ_HANDLED;
}

static int blinker_start(struct blinker *b)
{
	int err = clk_prepare_enable(b->clk);

	if (err)
		return err;
	if (readl(b->base) == 0) {
		err = -ENODEV;
		goto off;
	}
	return 0;

off:
	clk_disable_unprepare(b->clk);
	return err;
}

static int blinker_probe(struct platform_device *pdev)
{
	struct blinker *b = kzalloc(sizeof(*b), GFP_KERNEL);
	int err;

	if (!b)
		return -ENOMEM;
	err = blinker_start(b);
	if (err)
		goto free;
	err = blinker_name(pdev);
	if (err)
		return err;
	err = request_irq(b->irq, blinker_irq, 0, "blinker", b);
	if (err)
		goto off;
	platform_set_drvdata(pdev, b);
	return 0;

off:
	clk_disable_unprepare(b->clk);
free:
	kfree(b);
	return err;
}

static int blinker_remove(struct platform_device *pdev)
{
	struct blinker *b = platform_get_drvdata(pdev);

	free_irq(b->irq, b);
	clk_disable_unprepare(b->clk);
	kfree(b);
	return 0;
}

static int blinker_suspend(struct device *dev)
{
	struct blinker *b = dev_get_drvdata(dev);

	clk_disable_unprepare(b->clk);
	return 0;
}

static int blinker_resume(struct device *dev)
{
	struct blinker *b = dev_get_drvdata(dev);

	return clk_prepare_enable(b->clk);
}

static const struct dev_pm_ops blinker_pm = {
	.suspend = blinker_suspend,
	.resume = blinker_resume,
};

static struct platform_driver blinker_driver = {
	.probe = blinker_probe,
	.remove = blinker_remove,
	.driver = {
		.name = "blinker",
		.pm = &blinker_pm,
	},
};

package org.patchwright.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.Edits;
import org.patchwright.source.SourceFile;

/** Which releases are offered, and which are not because somebody else may give it back. */
class FixGuardsTest {

  private static Finding only(String rule, String source) throws IOException {
    List<Rule> rules = Catalog.rules().stream().filter(one -> one.id().equals(rule)).toList();
    List<Finding> found = DroppedReleases.run(SourceFile.of("drivers/a/b.c", source), rules);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static void assertRefused(String rule, String source, String reason) throws IOException {
    Finding finding = only(rule, source);
    assertThat(finding.fix()).isEmpty();
    assertThat(finding.unmended()).contains(reason);
  }

  private static void assertMended(String rule, String source, String wanted) throws IOException {
    Finding finding = only(rule, source);
    assertThat(finding.fix()).as(finding.unmended()).isPresent();
    String after = Edits.apply(SourceFile.of("drivers/a/b.c", source), finding.edits()).text();
    assertThat(after.replaceAll("\\s+", " ")).contains(wanted.replaceAll("\\s+", " "));
  }

  @Test
  void theInterruptIsFreedWithTheArgumentsOfItsRequest() throws IOException {
    assertMended(
        "IrqLeftRegistered",
        """
        static int port_open(struct net_device *dev)
        {
        	struct port *p = netdev_priv(dev);
        	int err;

        	err = request_irq(p->line, port_interrupt, IRQF_SHARED, dev->name, dev);
        	if (err)
        		return err;
        	err = port_start(p);
        	if (err)
        		return err;
        	return 0;
        }

        static int port_close(struct net_device *dev)
        {
        	struct port *p = netdev_priv(dev);

        	free_irq(p->line, dev);
        	return 0;
        }

        static const struct net_device_ops port_ops = {
        	.ndo_open = port_open,
        	.ndo_stop = port_close,
        };
        """,
        "err = port_start(p); if (err) { free_irq(p->line, dev); return err; }");
  }

  @Test
  void whatIsKeptElsewhereByThenIsItsKeepers() throws IOException {
    assertRefused(
        "ReferenceLeak",
        """
        static int port_probe(struct platform_device *pdev)
        {
        	struct card *card = &the_card;
        	struct device_node *np;
        	struct link *link;
        	int err;
        	int i;

        	np = of_parse_phandle(pdev->dev.of_node, "platform", 0);
        	if (!np)
        		return -EINVAL;
        	for_each_card_prelinks(card, i, link) {
        		if (link->platforms->name)
        			continue;
        		link->platforms->of_node = np;
        	}
        	err = devm_snd_soc_register_card(&pdev->dev, card);
        	return err;
        }
        """,
        "by then it is kept in link->platforms->of_node");
  }

  @Test
  void whatAnotherCallMadeOfItIsNotGivenBackInItsPlace() throws IOException {
    assertRefused(
        "ReferenceLeak",
        """
        static int port_show(struct seq_file *s)
        {
        	struct port *p;

        	p = pci_get_drvdata(pci_get_device(VENDOR_PORT, DEVICE_PORT, NULL));
        	return port_print(s, p->regs);
        }
        """,
        "what the call yields has no name of its own there");
  }

  @Test
  void aNodeIsPutBeforeTheEndThatSucceeds() throws IOException {
    assertMended(
        "ReferenceLeak",
        """
        static int port_setup(struct device *dev, struct port *p)
        {
        	struct device_node *np;
        	int err;

        	np = of_parse_phandle(dev->of_node, "gpr", 0);
        	if (!np)
        		return -ENODEV;
        	err = port_read(p->id);
        	if (err)
        		goto out_put;
        	dev_dbg(dev, "gpr %s\\n", np->full_name);

        	return 0;

        out_put:
        	of_node_put(np);
        	return err;
        }
        """,
        "np->full_name); of_node_put(np); return 0;");
  }

  @Test
  void everyFlagsWayFreesWhatOnlyOneOfThemTook() throws IOException {
    assertMended(
        "MemoryLeakOnError",
        """
        static int port_clear(struct port *p)
        {
        	struct entry *first = NULL, *second = NULL;
        	int err = 0;

        	if (p->flags & FIRST) {
        		first = kmalloc(sizeof(*first), GFP_KERNEL);
        		if (!first) {
        			err = -ENOMEM;
        			goto done;
        		}
        		first->len = 0;
        	}
        	if (p->flags & SECOND) {
        		second = kmalloc(sizeof(*second), GFP_KERNEL);
        		if (!second) {
        			err = -ENOMEM;
        			goto done;
        		}
        		second->len = 0;
        	}
        	err = port_write(p, first, second);

        done:
        	kfree(second);
        	return err;
        }
        """,
        "done: kfree(second); kfree(first); return err;");
  }

  @Test
  void aMessageComesBeforeTheReleaseUnlessTheFileHasItOtherwise() throws IOException {
    String source =
        """
        static int port_alloc(struct port *p)
        {
        	u8 *buf = kmalloc(16, GFP_KERNEL);

        	if (!buf)
        		return -ENOMEM;
        	if (port_read(p, buf)) {
        		dev_err(p->dev, "not read\\n");
        		return -EIO;
        	}
        	kfree(buf);
        	return 0;
        }
        """;
    assertMended("MemoryLeakOnError", source, "dev_err(p->dev, \"not read\\n\"); kfree(buf);");
    assertMended(
        "MemoryLeakOnError",
        source
            + """

            static int port_free(struct port *p)
            {
            	if (p->busy) {
            		put_device(p->dev);
            		dev_err(p->dev, "busy\\n");
            		return -EBUSY;
            	}
            	return 0;
            }
            """,
        "kfree(buf); dev_err(p->dev, \"not read\\n\");");
  }
}

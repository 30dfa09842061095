package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCommandTest {

  private static final String DRIVER =
      DriversGit.GOOD
          + """

          static int thing_probe(struct platform_device *pdev)
          {
          	struct thing *t = kzalloc(sizeof(*t), GFP_KERNEL);

          	if (!t)
          		return -ENOMEM;
          	return good(t);
          }

          static int thing_remove(struct platform_device *pdev)
          {
          	kfree(platform_get_drvdata(pdev));
          	return 0;
          }

          static struct platform_driver thing = {
          	.probe = thing_probe,
          	.remove = thing_remove,
          };
          """;

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void driver() throws IOException {
    file = dir.resolve("thing.c");
    Files.writeString(file, DRIVER);
  }

  private static Document svg(String text) {
    return Jsoup.parse(text, "", Parser.xmlParser());
  }

  private static void unusable(Ran ran, String words) {
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains(words);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void drawsEachStatementAndBranch() {
    Ran ran = Ran.patchwright("graph", file + ":good");
    assertThat(ran.code()).isZero();
    Document svg = svg(ran.out());
    assertThat(svg.select("title").text()).isEqualTo("Control flow of good()");
    assertThat(svg.select("text").eachText())
        .contains("3: mutex_lock(&t->lock);", "4: t->dead ?", "yes", "no", "end");
    assertThat(svg.select("polyline")).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void drawsWhatEachCallbackAcquiresAndReleases() throws IOException {
    Path picture = dir.resolve("life.svg");
    Ran ran = Ran.patchwright("graph", "--driver", file, "-o", picture);
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(svg(Files.readString(picture)).select("text").eachText())
        .contains("unbound", "bound", "platform_driver thing.probe", "+ kzalloc", "- kfree")
        // It is dropped where it is taken.
        .doesNotContain("+ mutex_lock");
  }

  @Test
  void callbacksStandWhereTheyLead() throws IOException {
    Files.writeString(
        file,
        """
        static int cool_open(struct net_device *dev)
        {
        	napi_enable(&priv(dev)->napi);
        	skb_put(dev->skb, 4);
        	return 0;
        }

        static int cool_stop(struct net_device *dev)
        {
        	napi_disable(&priv(dev)->napi);
        	return 0;
        }

        static int cool_mtu(struct net_device *dev, int mtu) { return 0; }

        static const struct net_device_ops cool_ops = {
        	.ndo_open = cool_open,
        	.ndo_stop = cool_stop,
        	.ndo_change_mtu = cool_mtu,
        };

        static int cool_suspend(struct device *dev) { return 0; }

        static int cool_resume(struct device *dev) { return 0; }

        static SIMPLE_DEV_PM_OPS(cool_pm, cool_suspend, cool_resume);
        """);
    Ran ran = Ran.patchwright("graph", "--driver", file);
    assertThat(svg(ran.out()).select("text").eachText())
        .contains("open", "suspended", "+ napi_enable", "- napi_disable")
        .contains("net_device_ops cool_ops.ndo_open", ".ndo_change_mtu cool_mtu() line 14")
        .contains("dev_pm_ops cool_pm.suspend", "dev_pm_ops cool_pm.resume")
        .doesNotContain("- skb_put");
  }

  @Test
  void theSameInputGivesTheSamePicture() {
    assertThat(Ran.patchwright("graph", "--driver", file).out())
        .isEqualTo(Ran.patchwright("graph", "--driver", file).out());
  }

  @Test
  void whatCantBeDrawnIsOneLine() throws IOException {
    Path plain = dir.resolve("plain.c");
    Files.writeString(plain, "int x;\n");
    Path binary = dir.resolve("binary.c");
    Files.write(binary, new byte[] {0, 1, 2, 3});
    unusable(Ran.patchwright("graph", file), "FILE:FUNCTION");
    unusable(Ran.patchwright("graph", file + ":"), "defines no function");
    unusable(Ran.patchwright("graph", file + ":none"), "defines no function none");
    unusable(Ran.patchwright("graph", dir + "/gone.c:f"), "no such file");
    unusable(Ran.patchwright("graph", dir + ":f"), "is no file of C");
    unusable(Ran.patchwright("graph", binary + ":f"), "defines no function f");
    unusable(Ran.patchwright("graph", "--driver", plain), "registers no callbacks");
    unusable(Ran.patchwright("graph", "--driver", dir), "is no file of C");
    unusable(Ran.patchwright("graph", file + ":good", "-o", dir), "is a directory");
    unusable(
        Ran.patchwright("graph", file + ":good", "-o", dir.resolve("no/x.svg")), "does not exist");
  }

  @Test
  void brokenCodeIsDrawnAsFarAsItIsUnderstood() throws IOException {
    Files.writeString(file, DriversGit.GOOD.replace("return 0;", "return ( 0 + ;"));
    Ran ran = Ran.patchwright("graph", file + ":good");
    assertThat(ran.code()).isZero();
    assertThat(svg(ran.out()).select("text").eachText()).contains("4: t->dead ?");
  }
}

package org.patchwright.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;
import org.patchwright.repository.GitRepository;
import org.patchwright.run.Answers;
import org.patchwright.run.DeepStack;
import org.patchwright.run.FileReport;
import org.patchwright.symbol.KernelTree;

/** What is carried through a real history is what would be found out in each of its revisions. */
@Tag("xen")
class CarriedAnswersTest {

  private static final String DRIVERS = "linux-2.6-xen-sparse/drivers/xen/";
  private static String git = "";

  @BeforeAll
  static void repository() {
    git = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    if (git.isEmpty()) {
      System.out.println("skipped: no Xen repository; set PATCHWRIGHT_XEN_GIT");
    }
    assumeTrue(!git.isEmpty());
  }

  @Test
  void aFrontendIsToldTheSameWithAndWithoutWhatIsCarried() throws Exception {
    assertThat(compared("447fae9b0a1a..c730da041b1e", DRIVERS + "netfront/**")).isGreaterThan(10);
  }

  @Test
  @Tag("long")
  void allDriversAreToldTheSameWithAndWithoutWhatIsCarried() throws Exception {
    assertThat(compared("447fae9b0a1a..c730da041b1e", DRIVERS + "**")).isGreaterThan(80);
  }

  /** Asks about all files of the drivers whose folder a revision touches, and tells how many. */
  private static int compared(String range, String glob) throws Exception {
    ExecutorService deep = DeepStack.threads(1);
    try (GitRepository repository = GitRepository.open(Path.of(git))) {
      Request request = new Request(Optional.empty(), Optional.of(range), false, 1, List.of(glob));
      Plan plan = Planning.of(repository, request).plan();
      return deep.submit(() -> compared(plan, repository::content)).get();
    } finally {
      deep.shutdownNow();
    }
  }

  private static int compared(Plan plan, Blobs blobs) throws IOException {
    Ground ground = new Ground(plan, blobs);
    Judge judge = new Judge(Catalog.rules(), Catalog.rules());
    Answers answers = new Answers();
    Predicate<String> wanted = plan.wanted();
    int files = 0;
    for (Plan.Revision revision : plan.revisions()) {
      List<String> folders =
          plan.changes().get(revision.number()).stream()
              .map(Plan.Change::path)
              .filter(wanted)
              .map(Listing::folder)
              .distinct()
              .toList();
      if (folders.isEmpty()) {
        continue;
      }
      Listing listing = ground.listing(revision.number());
      KernelTree anew = KernelTree.of(new ListedTree(revision.commit(), listing, blobs));
      for (String path : listing.paths()) {
        if (wanted.test(path) && folders.contains(Listing.folder(path))) {
          files++;
          FileReport carried = judge.about(ground.tree(revision.number()), path, answers);
          FileReport own = judge.about(anew, path, new Answers());
          String where = revision.commit() + " " + path;
          assertThat(carried.findings()).as(where).isEqualTo(own.findings());
          assertThat(carried.outOfBudget()).as(where).isEqualTo(own.outOfBudget());
          assertThat(carried.failures()).as(where).isEqualTo(own.failures());
        }
      }
    }
    return files;
  }
}

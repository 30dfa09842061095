package org.patchwright.command;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.patch.Patch;
import org.eclipse.jgit.patch.PatchApplier;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.patchwright.fix.Mending;
import org.patchwright.fix.Posting;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.report.Format;
import org.patchwright.repository.GitRepository;
import org.patchwright.rule.Rank;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.series.Mails;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows the whole line on an example that ships: finding, patch, applied, quiet. */
@Command(
    name = "demo",
    description = {
      "Makes a git repository of an example driver tree in a temporary folder, checks it, writes"
          + " the patches, applies them and checks again. Ends with 0 if that leaves nothing."
    })
final class DemoCommand implements Callable<Integer> {

  private static final String AUTHOR = "Example Maintainer <maintainer@example.org>";
  private static final Instant DATE = Instant.parse("2026-01-01T12:00:00Z");

  @Spec private CommandSpec spec;

  @ParentCommand private Patchwright parent;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    RuleChoice rules = RuleChoice.shipped(List.of());
    Path folder = Files.createTempDirectory("patchwright-demo");
    try {
      Path git = folder.resolve("example.git");
      String base;
      try (GitRepository repository = GitRepository.create(git)) {
        base =
            repository.write(
                Optional.empty(), example(), List.of(), "Add a console\n", AUTHOR, DATE);
        repository.branch("main", base);
      }
      title(out, "An example driver tree, as commit " + base.substring(0, 12));
      example().forEach(file -> out.println("  " + file.path()));

      title(out, "$ patchwright check example.git --rev main");
      Mended mended = mend(git, base, rules, out);
      int found = mended.mending().before().findings().size();
      out.println(found + " findings");

      title(out, "$ patchwright fix example.git --rev main -o patches");
      List<Path> mails =
          Mails.write(Series.of(mended.patches(), Optional.of(base)), folder.resolve("patches"));
      for (int i = 0; i < mails.size(); i++) {
        out.println("  " + mails.get(i).getFileName());
        out.println("    " + mended.patches().get(i).subject());
      }
      mended.mending().left().forEach(finding -> out.println("  left: " + finding.message()));

      title(out, "Applied, one commit a patch");
      String tip = apply(git, base, mails, mended.patches());
      out.println("  " + base.substring(0, 12) + ".." + tip.substring(0, 12));

      title(out, "$ patchwright check example.git --rev " + tip.substring(0, 12));
      int left = check(git, tip, rules, out);
      out.println(left + " findings");
      return found > 0 && left == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
    } finally {
      remove(folder);
    }
  }

  private static void title(PrintWriter out, String text) {
    out.println();
    out.println(text);
  }

  private record Mended(Mending mending, List<org.patchwright.series.Patch> patches) {}

  private Mended mend(Path git, String base, RuleChoice rules, PrintWriter out) throws IOException {
    try (Target target = Target.open(git, Optional.of(base))) {
      Mending.Question question =
          new Mending.Question(
              target.tree(), target.sources(List.of()), rules.rules(), List.of(), Rank.LIKELY, 1);
      Mending mending = Mending.of(question);
      Format.TEXT.write(
          mending.before(), CheckCommand.scene(target, rules, parent.coloured()), out);
      return new Mended(
          mending, Posting.of(mending, question, Person.of(AUTHOR), false).series().patches());
    }
  }

  private int check(Path git, String commit, RuleChoice rules, PrintWriter out) throws IOException {
    try (Target target = Target.open(git, Optional.of(commit))) {
      Report report = Runner.run(target.tree(), target.sources(List.of()), rules.rules(), 1);
      Format.TEXT.write(report, CheckCommand.scene(target, rules, parent.coloured()), out);
      return report.findings().size();
    }
  }

  /** Applies the mails by JGit, which knows nothing of how they were made. */
  private static String apply(
      Path git, String base, List<Path> mails, List<org.patchwright.series.Patch> patches)
      throws IOException {
    try (Repository repository = new FileRepositoryBuilder().setGitDir(git.toFile()).build();
        ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      ObjectId tip = ObjectId.fromString(base);
      PersonIdent author = new PersonIdent("Example Maintainer", "maintainer@example.org");
      for (int i = 0; i < mails.size(); i++) {
        PatchApplier.Result applied;
        try (InputStream mail = new ByteArrayInputStream(withoutBase(mails.get(i)))) {
          Patch patch = new Patch();
          patch.parse(mail);
          if (!patch.getErrors().isEmpty()) {
            throw new IllegalStateException(
                mails.get(i).getFileName() + " is no patch: " + patch.getErrors().get(0));
          }
          applied =
              new PatchApplier(repository, walk.parseCommit(tip).getTree(), inserter)
                  .applyPatch(patch);
        }
        if (!applied.getErrors().isEmpty()) {
          throw new IllegalStateException(
              mails.get(i).getFileName() + " does not apply: " + applied.getErrors().get(0));
        }
        CommitBuilder commit = new CommitBuilder();
        commit.setParentId(tip);
        commit.setTreeId(applied.getTreeId());
        commit.setMessage(patches.get(i).subject() + "\n\n" + patches.get(i).body());
        commit.setAuthor(author);
        commit.setCommitter(author);
        tip = inserter.insert(commit);
        inserter.flush();
      }
      return tip.name();
    }
  }

  /** JGit takes the empty line before {@code base-commit:} for one of the hunk's. */
  private static byte[] withoutBase(Path mail) throws IOException {
    String text = Files.readString(mail, StandardCharsets.ISO_8859_1);
    return text.replaceAll("\n\nbase-commit: \\w+\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<SourceFile> example() throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (String path : new String(resource("files.txt"), StandardCharsets.UTF_8).lines().toList()) {
      files.add(SourceFile.owning(path, resource(path)));
    }
    return files;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DemoCommand.class.getResourceAsStream("example/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the example lacks " + name);
      }
      return in.readAllBytes();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package org.patchwright.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** A repository to sweep. */
final class DriversHistory {

  private static final String GOOD =
      """
      static int thing_NUMBER(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead) {
      		mutex_unlock(&t->lock);
      		return -EIO;
      	}
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private DriversHistory() {}

  /** Twelve folders; in each, functions come, break and are mended. */
  static void write(Path git) throws IOException {
    String parent = "";
    try (GitRepository repository = GitRepository.create(git)) {
      for (int commit = 0; commit < 24; commit++) {
        List<SourceFile> files = new ArrayList<>();
        for (int place = 0; place < 12; place++) {
          StringBuilder text = new StringBuilder();
          for (int function = 0; function <= commit / 4; function++) {
            boolean broken = (commit + place + function) % 5 == 0;
            String code = GOOD.replace("NUMBER", place + "_" + function);
            text.append(broken ? code.replaceFirst("\t\tmutex_unlock.*\n", "") : code).append('\n');
          }
          files.add(SourceFile.of("drivers/d" + place + "/a.c", text.toString()));
        }
        parent =
            repository.write(
                commit == 0 ? Optional.empty() : Optional.of(parent),
                files,
                List.of(),
                "commit " + commit + "\n",
                "A <a@example.org>",
                Instant.ofEpochSecond(1_700_000_000L + 86_400L * commit));
        repository.branch("main", parent);
      }
    }
  }
}

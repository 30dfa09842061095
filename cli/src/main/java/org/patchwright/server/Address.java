package org.patchwright.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a user's warm process of one build of the tool is asked.
 *
 * @param socket a path in a folder that only its owner may enter
 */
public record Address(Path socket) {

  /**
   * In bytes; {@code sun_path} of {@code struct sockaddr_un} holds 108 with the one that ends it.
   */
  private static final int LONGEST = 107;

  private static final Set<PosixFilePermission> OWNERS_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /**
   * The address for a build: below {@code XDG_RUNTIME_DIR}, which ends with the user's login, else
   * in a folder of its own in the one for what the tool keeps, which others may read.
   *
   * @param build which build of the tool, in letters and digits; another's is not asked
   * @param kept the tool's folder in the user's cache
   * @throws IOException if there is no place that only this user can reach; the message says why
   */
  public static Address of(Map<String, String> environment, Path kept, String build)
      throws IOException {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    boolean given = runtime.startsWith("/");
    Path base = given ? Path.of(runtime, "patchwright") : kept.resolve("warm");
    Path socket = base.resolve("build-" + build + ".socket");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new IOException(socket + ": too long for the name of a socket");
    }
    Files.createDirectories(base, PosixFilePermissions.asFileAttribute(OWNERS_ONLY));
    Path folder = base.toRealPath();
    refuseUnlessOwn(folder);
    refuseIfOpen(folder, EnumSet.complementOf(EnumSet.copyOf(OWNERS_ONLY)), "700");
    if (!given) {
      // Who may write to the folder around it can put another in its place.
      refuseUnlessOwn(folder.getParent());
      refuseIfOpen(folder.getParent(), OTHERS_WRITE, "go-w");
    }
    Address address = new Address(folder.resolve(socket.getFileName()));
    if (Files.exists(address.socket(), LinkOption.NOFOLLOW_LINKS) && !isOwn(address.socket())) {
      throw new IOException(address.socket() + ": belongs to another user");
    }
    return address;
  }

  private static void refuseUnlessOwn(Path folder) throws IOException {
    if (!isOwn(folder)) {
      throw new IOException(folder + ": belongs to another user");
    }
  }

  private static void refuseIfOpen(Path folder, Set<PosixFilePermission> refused, String mode)
      throws IOException {
    if (!Collections.disjoint(Files.getPosixFilePermissions(folder), refused)) {
      throw new IOException(folder + ": open to other users; chmod " + mode + " closes it");
    }
  }

  private static boolean isOwn(Path path) throws IOException {
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return self.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
  }
}

package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.patchwright.source.SourceFile;

/** Names of contents, as git's objects have them. */
final class BlobId {

  private BlobId() {}

  /** What hashes for ids like this one: SHA-1, or SHA-256 for longer ones. */
  static MessageDigest digestFor(String id) {
    try {
      return MessageDigest.getInstance(id.length() > 40 ? "SHA-256" : "SHA-1");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-1 and SHA-256", missing);
    }
  }

  /** The id of a file's content, of the kind that another id is. */
  static String of(SourceFile file, String like) {
    MessageDigest digest = digestFor(like);
    byte[] content = file.bytes();
    digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(content));
  }
}

package org.patchwright.fix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.source.SourceTree;

/**
 * What a tree's {@code .mailmap} says of people: the name and the address that they go by now.
 *
 * @param addresses by the old address, or by {@code name <old address>}, in small letters
 * @param names by the address in small letters
 */
record Mailmap(Map<String, String> addresses, Map<String, String> names) {

  /** {@code Name <address> Old name <old address>}; all but one address may be missing. */
  private static final Pattern LINE =
      Pattern.compile("\\s*([^<#]*?)\\s*<([^>]+)>\\s*(?:([^<#]*?)\\s*<([^>]+)>)?\\s*(#.*)?");

  private static final Pattern PERSON = Pattern.compile("\"?([^\"<]*?)\"?\\s*<([^>]+)>(.*)");

  Mailmap {
    addresses = Map.copyOf(addresses);
    names = Map.copyOf(names);
  }

  /**
   * @param folder of the kernel in the tree, with a slash at its end, or empty
   */
  static Mailmap of(SourceTree tree, String folder) throws IOException {
    Map<String, String> addresses = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    String text =
        tree.read(folder + ".mailmap")
            .map(file -> new String(file.bytes(), StandardCharsets.UTF_8))
            .orElse("");
    for (String line : text.split("\n", -1)) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        continue;
      }
      Optional<String> old = Optional.ofNullable(parts.group(4));
      boolean named = old.isPresent() && !parts.group(3).isEmpty();
      if (!parts.group(1).isEmpty()) {
        names.put(small(parts.group(2)), parts.group(1));
      }
      old.ifPresent(
          address ->
              addresses.put(
                  small(named ? parts.group(3) + " <" + address + ">" : address), parts.group(2)));
    }
    return new Mailmap(addresses, names);
  }

  /** A person as MAINTAINERS writes it, by the name and address of today. */
  String today(String person) {
    Matcher parts = PERSON.matcher(person);
    if (!parts.matches()) {
      return person;
    }
    String old = parts.group(2);
    String whole = small(parts.group(1) + " <" + old + ">");
    String address = addresses.getOrDefault(whole, addresses.getOrDefault(small(old), old));
    if (address.equals(old)) {
      return person;
    }
    String name = names.getOrDefault(small(address), parts.group(1));
    String quoted = name.matches("[^.,;:@()\\[\\]]*") ? name : '"' + name + '"';
    return quoted + " <" + address + ">" + parts.group(3);
  }

  private static String small(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}

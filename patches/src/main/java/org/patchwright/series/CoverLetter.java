package org.patchwright.series;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The mail numbered 0 that explains a series.
 *
 * @param subject without {@code [PATCH 0/m]}
 * @param body without the list of patches and the diffstat that are made from the series
 */
public record CoverLetter(
    String subject,
    String body,
    Person author,
    Optional<OffsetDateTime> date,
    Optional<String> messageId) {}

package io.etcdbr.format;

/**
 * An alarm that was raised at the time of the backup.
 *
 * @param alarm etcd's name for it, such as {@code NOSPACE}
 */
public record Alarm(MemberId memberId, String alarm) {}

package io.etcdbr.job.etcd;

import io.etcdbr.format.Alarm;
import io.etcdbr.format.MemberId;
import io.etcdbr.job.etcd.control.MemberStatus;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The alarms that are raised, out of the members' own states. etcd's call for alarms is not used: it goes through raft, so each
 * look would write an entry to every member's log, and none would succeed without a leader.
 */
final class Alarms {
    /** {@code AlarmMember} in protobuf's text form, as etcd 3.4 to 3.7 put it among the errors of a status. */
    private static final Pattern TEXT = Pattern.compile("memberID:\\s*(\\d+)\\s+alarm:\\s*(\\w+)");

    private static final String CORRUPT = "CORRUPT";

    private Alarms() {}

    static List<Alarm> of(List<MemberStatus> statuses) {
        return statuses.stream()
                .flatMap(status -> status.errors().stream().flatMap(error -> alarm(error, status.memberId())))
                .distinct()
                .toList();
    }

    private static Stream<Alarm> alarm(String error, long teller) {
        Matcher matcher = TEXT.matcher(error);
        if (matcher.find()) {
            return Stream.of(new Alarm(new MemberId(Long.parseUnsignedLong(matcher.group(1))), matcher.group(2)));
        }
        // Told in another form, corruption must not be missed.
        return error.contains(CORRUPT) ? Stream.of(new Alarm(new MemberId(teller), CORRUPT)) : Stream.empty();
    }
}

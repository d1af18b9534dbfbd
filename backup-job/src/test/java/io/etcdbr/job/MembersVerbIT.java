package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class MembersVerbIT {

    @Test
    void aHealthyClusterShowsItsLeaderFollowersAndLearner() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 2, Optional.empty())) {
            etcd.addLearner();

            // The learner was not waited for.
            ProgramRun run = membersOnce(found -> found.code() == 0, etcd, "-o", "json");

            assertThat(run.err()).isEmpty();
            JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
            List<JsonObject> members = report.getAsJsonArray("members").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .toList();
            assertThat(members).hasSize(3);
            assertThat(members)
                    .filteredOn(member -> member.get("learner").getAsBoolean())
                    .hasSize(1);
            assertThat(members)
                    .filteredOn(member -> member.get("reachable").getAsBoolean()
                            && member.getAsJsonObject("status").get("leader").getAsBoolean())
                    .hasSize(1);
            assertThat(members.getFirst()
                            .getAsJsonObject("status")
                            .get("dbSize")
                            .getAsLong())
                    .isPositive();
        }
    }

    @Test
    void aMemberThatIsAwayAndAnAlarmAreShownAndFail() throws Exception {
        try (EtcdCluster etcd =
                EtcdCluster.start(EtcdProgram.any(), 3, Optional.empty(), "--quota-backend-bytes=16777216")) {
            fillUp(etcd);
            etcd.kill(2);

            // The member that was killed may have been the leader; the others need some seconds for an election.
            ProgramRun run = membersOnce(
                    found -> found.out().contains("leader") && found.out().contains("NOSPACE"), etcd);

            assertThat(run.code()).isEqualTo(ExitCode.NO_SPACE.number());
            assertThat(run.out()).contains("NOSPACE", "unreachable", "leader");
            assertThat(run.err())
                    .contains("raised the alarm NOSPACE")
                    .contains("1 of 3 members of etcd cannot be reached: m3 (");
        }
    }

    /** Before etcd 3.6 it is only in the metrics. */
    @Test
    void theQuotaIsToldOfAnEtcdOfAnyVersion() throws Exception {
        try (EtcdCluster etcd =
                EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty(), "--quota-backend-bytes=33554432")) {
            // Where the metrics come late the figure is left out.
            ProgramRun run = membersOnce(found -> !found.out().contains("\"dbSizeQuota\": null"), etcd, "-o", "json");

            assertThat(run.err()).isEmpty();
            assertThat(JsonParser.parseString(run.out())
                            .getAsJsonObject()
                            .getAsJsonArray("members")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("status")
                            .get("dbSizeQuota")
                            .getAsLong())
                    .isEqualTo(33_554_432);
        }
    }

    /** Until a member, whichever comes to its quota first, raised the alarm; a write may fail for want of time before. */
    private static void fillUp(EtcdCluster etcd) throws IOException {
        for (int i = 0; i < 10 && !etcd.ctl("alarm", "list").contains("NOSPACE"); i++) {
            try {
                etcd.fill(24);
            } catch (IOException full) {
                // That is what raises the alarm.
            }
        }
    }

    /** Asks until the answer is as it is to be, but not for ever. */
    private static ProgramRun membersOnce(Predicate<ProgramRun> settled, EtcdCluster etcd, String... more)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            ProgramRun run = members(etcd, more);
            if (settled.test(run) || System.nanoTime() - end > 0) {
                return run;
            }
            Thread.sleep(200);
        }
    }

    private static ProgramRun members(EtcdCluster etcd, String... more) {
        String[] line = {
            "members",
            "--connect-timeout=1m",
            "--endpoints",
            etcd.endpoint(0).toString(),
            "--cacert",
            "none",
            "--cert",
            "none",
            "--key",
            "none"
        };
        String[] all = Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return ProgramRun.of(all);
    }
}

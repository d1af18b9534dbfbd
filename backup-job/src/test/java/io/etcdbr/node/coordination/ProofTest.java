package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is proven before a commit; and what reads the whole store takes as long as the store is big. */
@Timeout(300)
class ProofTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final String SOME_KEY = "/registry/x/5";

    @Test
    void membersThatHaveWhatIsPlannedAreProven() throws Exception {
        Proof.Result result = prove(_ -> {});

        assertThat(result.objection()).isEmpty();
        assertThat(result.evidence())
                .containsExactly(
                        "All members have the same hash of all keys at revision " + PLAN.firstRevision() + ".",
                        "It has the 812 keys of the backup.",
                        "2 sample keys are readable.");
    }

    /** The backup of a cluster that was restored before counts a key that no request can reach. */
    @Test
    void oneKeyLessIsAsPlannedTwoOrOneMoreAreNot() throws Exception {
        assertThat(objection(first -> first.keys.remove(SOME_KEY))).isEmpty();
        assertThat(objection(first -> {
                    first.keys.remove(SOME_KEY);
                    first.keys.remove("/registry/x/6");
                }))
                .contains("has 810 keys", "expected 812");
        assertThat(objection(first -> first.keys.put("/registry/y", "x"))).contains("has 813 keys");
    }

    @Test
    void anAlarmOfTheBackupIsTakenBackAndOneOfAMemberIsAnObjection() throws Exception {
        List<StandInMember> members = new ArrayList<>();
        Proof.Result stale = prove(all -> {
            members.addAll(all);
            all.getFirst().alarms.add(4711L);
        });
        assertThat(stale.objection()).isEmpty();
        assertThat(stale.evidence()).contains("The alarm NOSPACE that came with the backup was taken back.");
        assertThat(members.getFirst().alarms).isEmpty();

        long member = PLAN.participants().getLast().newMemberId().value();
        assertThat(objection(first -> first.alarms.add(member))).contains("has raised the alarm NOSPACE");
    }

    @Test
    void aMemberWithOtherDataOrOfAnotherClusterIsAnObjection() throws Exception {
        assertThat(objectionOfAll(all -> all.getLast().hash = 1))
                .contains("the members differ: the hash of all keys at revision " + PLAN.firstRevision());
        assertThat(objectionOfAll(all -> all.getLast().cluster = 5))
                .contains("the member of cp3 is of cluster 0000000000000005");
    }

    @Test
    void aStoreThatBeginsBeforeTheFirstRevisionIsAnObjection() throws Exception {
        assertThat(objectionOfAll(all -> all.forEach(one -> one.revision--)))
                .contains("expected at least " + PLAN.firstRevision());
    }

    @Test
    void aSampleKeyThatIsMissingOrEmptyIsAnObjection() throws Exception {
        String sample = PLAN.samples().getLast();

        assertThat(objection(first -> {
                    first.keys.remove(sample);
                    first.keys.put("/registry/y", "x");
                }))
                .contains("the key " + sample + " of the backup is not in the new etcd");
        assertThat(objection(first -> first.keys.put(sample, ""))).contains("the key " + sample);
    }

    @Test
    void aHashMayTakeLongerThanAnyOtherCall() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMillis(500));
                MemberClient client = member.client()) {
            member.reading = Duration.ofSeconds(2);

            assertThat(client.hash(0, PATIENCE).hash()).isEqualTo(4711);
            assertThat(client.countAll(1, PATIENCE)).isZero();
            member.reading = Duration.ofHours(1);
            assertThatThrownBy(() -> client.hash(0, Duration.ofMillis(200))).isInstanceOf(GrpcException.class);
        }
    }

    @Test
    void anotherCallThatFailsDoesNotEndAHashThatIsUnderWay() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMillis(500));
                MemberClient client = member.client()) {
            member.reading = Duration.ofSeconds(3);
            FutureTask<Integer> hash =
                    new FutureTask<>(() -> client.hash(0, PATIENCE).hash());
            Thread.ofVirtual().start(hash);
            while (member.reads.get() == 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            TimeUnit.MILLISECONDS.sleep(700);

            assertThatThrownBy(client::status).isInstanceOf(GrpcException.class);
            client.close();

            assertThat(hash.get(60, TimeUnit.SECONDS)).isEqualTo(4711);
        }
    }

    @Test
    void biggerStoresAreGivenMoreTime() {
        assertThat(Proof.patience(0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Proof.patience(8L << 30)).isEqualTo(Duration.ofSeconds(300));
    }

    /** @param spoil the own member of the node that proves */
    private static String objection(Consumer<StandInMember> spoil) throws Exception {
        return objectionOfAll(all -> spoil.accept(all.getFirst()));
    }

    private static String objectionOfAll(Consumer<List<StandInMember>> spoil) throws Exception {
        return prove(spoil).objection().orElse("");
    }

    private static Proof.Result prove(Consumer<List<StandInMember>> spoil) throws Exception {
        List<StandInMember> all = new ArrayList<>();
        Map<String, MemberClient> clients = new LinkedHashMap<>();
        try {
            for (String node : PLAN.nodes()) {
                StandInMember one = asPlanned();
                all.add(one);
                clients.put(node, one.client());
            }
            spoil.accept(all);
            try (MemberClient own = all.getFirst().client()) {
                return new Proof(PLAN, own, clients).run();
            }
        } finally {
            clients.values().forEach(MemberClient::close);
            all.forEach(StandInMember::close);
        }
    }

    private static StandInMember asPlanned() throws IOException {
        StandInMember member = new StandInMember(Duration.ofMinutes(1));
        member.answersStatus = true;
        member.cluster = PLAN.etcd().newClusterId().value();
        member.revision = PLAN.firstRevision();
        PLAN.samples().forEach(key -> member.keys.put(key, "x"));
        for (int i = member.keys.size(); i < PLAN.backup().keys(); i++) {
            member.keys.put("/registry/x/" + i, "x");
        }
        return member;
    }
}

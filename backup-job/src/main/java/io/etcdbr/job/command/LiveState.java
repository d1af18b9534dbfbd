package io.etcdbr.job.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.LiveStates;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.difference.KeySelection;
import io.etcdbr.difference.SecondState;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.CompactedException;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.etcd.MemberChoice;
import io.etcdbr.job.etcd.MemberKeys;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.log.LogKeys;
import io.etcdbr.snapshot.Origin;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What etcd holds now, as of one revision of one member. */
record LiveState(EtcdSettings settings) implements LiveStates.State {
    private static final Logger LOG = LoggerFactory.getLogger(LiveState.class);
    private static final int TRIES = 3;

    /** That of the etcd at {@code --endpoints}. */
    static final class AtEndpoints implements LiveStates {
        @Override
        public List<Setting> settings() {
            return EtcdSettings.USED;
        }

        @Override
        public State from(Settings settings) {
            return new LiveState(EtcdSettings.from(settings));
        }
    }

    @Override
    public <T> T read(Invocation call, LiveStates.Work<T> work) throws IOException {
        try (EtcdSource etcd = EtcdSources.open(settings);
                Cancellation.Registration _ = call.cancellation().onCancel(etcd::close)) {
            return read(etcd, call.clock(), call.cancellation(), work);
        }
    }

    static <T> T read(EtcdSource etcd, Clock clock, Cancellation cancellation, LiveStates.Work<T> work)
            throws IOException {
        ClusterState cluster = etcd.look();
        MemberChoice choice = MemberChoice.of(cluster);
        MemberChoice.Candidate best = choice.candidates().stream().findFirst().orElseThrow(choice::noCandidate);
        MemberState.Reachable member = best.member();
        best.doubt()
                .ifPresent(doubt -> LOG.atWarn()
                        .addKeyValue(LogKeys.MEMBER, member.member().name())
                        .addKeyValue(LogKeys.REASON, doubt)
                        .log("This member may be behind, and what is shown may lack what was written lately"));
        for (int tries = 1; ; tries++) {
            try (MemberKeys keys = etcd.keys(member)) {
                return work.on(origin(cluster, member, keys, clock), state(keys, cancellation));
            } catch (CompactedException e) {
                if (tries == TRIES) {
                    throw compacted(member, e);
                }
                LOG.atWarn()
                        .addKeyValue(LogKeys.MEMBER, member.member().name())
                        .addKeyValue(LogKeys.ERROR, e.getMessage())
                        .log("Reading etcd begins again");
            }
        }
    }

    private static SecondState state(MemberKeys keys, Cancellation cancellation) {
        return new SecondState() {
            @Override
            public void each(KeySelection selection, KeyVisitor visitor) throws IOException {
                each(selection, KnownValues.NONE, visitor);
            }

            @Override
            public void each(KeySelection selection, KnownValues known, KeyVisitor visitor) throws IOException {
                for (KeySelection.Range range : selection.ranges()) {
                    cancellation.check();
                    keys.each(range.from(), range.end(), known, visitor);
                }
            }
        };
    }

    private static Origin origin(ClusterState cluster, MemberState.Reachable member, MemberKeys keys, Clock clock) {
        return new Origin(
                "etcd member " + member.member().name() + " at " + member.endpoint(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(cluster.id()),
                Optional.of(clock.instant()),
                Optional.of(member.version()),
                keys.revision());
    }

    private static EtcdbrException compacted(MemberState.Reachable member, CompactedException e) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.SOURCE_UNREACHABLE,
                        "etcd member " + member.member().name() + " at " + member.endpoint() + " could not be read "
                                + TRIES + " times: " + e.getMessage(),
                        "Compact less often while it is read, or take a backup and compare with that"),
                e);
    }
}

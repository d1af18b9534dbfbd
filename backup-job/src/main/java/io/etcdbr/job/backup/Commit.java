package io.etcdbr.job.backup;

import io.etcdbr.format.DataObject;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ObjectName;
import io.etcdbr.log.LogKeys;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backup exist: data objects, then the lock object, then the manifest (docs/format.md section 2), in all stores at the
 * same time.
 */
final class Commit {
    private static final Logger LOG = LoggerFactory.getLogger(Commit.class);

    private final Attempt attempt;
    private final Function<Optional<EtcdClusterId>, Manifest> manifest;
    private final ConcurrentHashMap<StoreTarget, Manifest> committed = new ConcurrentHashMap<>();

    /** @param manifest given the epoch that a store knows before this one, if this one is new to it */
    Commit(Attempt attempt, Function<Optional<EtcdClusterId>, Manifest> manifest) {
        this.attempt = attempt;
        this.manifest = manifest;
    }

    /**
     * Commits in every store that is alive; one that fails is told so.
     *
     * @return the manifest that was written, one of them if stores differ; empty if no store has the backup
     */
    Optional<Manifest> run(List<StoreTarget> targets) {
        List<Thread> threads = new ArrayList<>();
        for (StoreTarget target : targets) {
            if (target.isAlive()) {
                threads.add(
                        Thread.ofVirtual().name("commit " + target.location()).start(() -> run(target)));
            }
        }
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    // The commit is unblocked by aborting its writers; its end is still to be awaited.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return targets.stream()
                .flatMap(target -> Optional.ofNullable(committed.get(target)).stream())
                .findFirst();
    }

    private void run(StoreTarget target) {
        try {
            target.commit();
            if (attempt.lockUntil().isPresent()) {
                write(
                        target,
                        new ObjectName.Lock(attempt.id(), attempt.lockUntil().get()),
                        new byte[0]);
            }
            Optional<EtcdClusterId> before = target.epochBefore(attempt.epoch());
            before.ifPresent(previous -> LOG.atWarn()
                    .addKeyValue(LogKeys.STORE, target.location())
                    .addKeyValue(LogKeys.EPOCH, attempt.epoch().etcdClusterId())
                    .addKeyValue("previousEtcdClusterId", previous)
                    .log(
                            "etcd has another cluster id than at the last backup under this name: it was created anew or restored,"
                                    + " or the name is used for two clusters; a new epoch begins"));
            target.oddity(attempt.epoch(), attempt.id())
                    .ifPresent(why -> LOG.atWarn()
                            .addKeyValue(LogKeys.STORE, target.location())
                            .addKeyValue(LogKeys.BACKUP, attempt.id())
                            .addKeyValue(LogKeys.REASON, why)
                            .log("This backup does not follow on those before it"));
            Manifest document = manifest.apply(before);
            writeManifest(target, ManifestCodec.encode(document));
            requireData(target, document);
            committed.put(target, document);
        } catch (StoreException e) {
            target.fail(e.failure());
        } catch (RuntimeException e) {
            target.fail(UnforeseenFailure.of("committing to " + target.location(), e));
        }
    }

    /**
     * The manifest decides whether the backup exists, so a lost answer is followed by a look. Whatever else failed is a failure,
     * though the manifest be there; so is a lost answer where a lock was asked for, for a look does not tell whether it holds.
     */
    private void writeManifest(StoreTarget target, byte[] bytes) throws StoreException {
        ObjectName.Manifest name = new ObjectName.Manifest(attempt.id());
        try {
            write(target, name, bytes);
        } catch (StoreException e) {
            boolean lost = e.isTransient() && attempt.lockUntil().isEmpty();
            if (!lost || !isThere(target, name, bytes.length)) {
                throw e;
            }
            LOG.atInfo()
                    .addKeyValue(LogKeys.STORE, target.location())
                    .log("The answer to the last request was lost, but the manifest is there");
        }
    }

    /**
     * That the data is still there once the manifest is. Between the two nothing tells a pruner that somebody is at work but the
     * time, and a clock may be wrong.
     */
    private void requireData(StoreTarget target, Manifest document) throws StoreException {
        for (DataObject data : document.dataObjects()) {
            if (isMissing(target, data.object())) {
                throw new StoreException(
                        StoreException.Reason.CORRUPT,
                        data.object() + " was written to " + target.location()
                                + ", but is gone now that the backup is complete, so there the backup is damaged",
                        "Find out what deletes there: a pruner on a machine whose clock is ahead, or a rule of the store");
            }
        }
    }

    /** Only a clear answer counts: who may write need not have the right to look. */
    private boolean isMissing(StoreTarget target, ObjectName name) {
        try {
            return target.store().stat(attempt.key(name)).isEmpty();
        } catch (StoreException e) {
            return false;
        }
    }

    private boolean isThere(StoreTarget target, ObjectName name, long size) {
        try {
            return target.store()
                    .stat(attempt.key(name))
                    .filter(object -> object.size() == size)
                    .isPresent();
        } catch (StoreException e) {
            return false;
        }
    }

    private void write(StoreTarget target, ObjectName name, byte[] bytes) throws StoreException {
        ObjectWriter writer = target.create(attempt.key(name), attempt.writeOptions(OptionalLong.of(bytes.length)));
        writer.write(bytes, 0, bytes.length);
        target.commit();
    }
}

package io.etcdbr.catalog;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationCodec;
import io.etcdbr.spelling.Suggestion;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The backups in one store. Does not close the store. May be used by several threads at once. */
public final class BackupCatalog {
    private final Store store;
    private final SmallObjects objects;

    public BackupCatalog(Store store) {
        this.store = store;
        this.objects = new SmallObjects(store);
    }

    public StoreLocation location() {
        return store.location();
    }

    /** The backups of every cluster, or of one; reads no manifest. */
    public CatalogListing list(Optional<ClusterName> cluster) throws StoreException {
        CatalogListing.Collector collector = new CatalogListing.Collector();
        store.list(cluster.map(name -> new ObjectKey(name.value())), collector::add);
        return collector.listing(location());
    }

    /**
     * What to choose from: the backups of the cluster, or where it has none those of every cluster, so that whoever asked for one can
     * be told which there are.
     */
    public CatalogListing listForChoice(Optional<ClusterName> cluster) throws StoreException {
        CatalogListing listing = list(cluster);
        return cluster.isPresent() && listing.epochs().isEmpty() ? list(Optional.empty()) : listing;
    }

    /**
     * The backup that {@code selector} means. For {@code latest} and the like, backups that are known to be damaged are passed
     * over, unless there is no other.
     *
     * @param cluster may be empty if the store holds backups of one cluster only, or {@code selector} is an id that only one has
     * @param epoch the etcd cluster id to look at; without it, {@code latest} and the like look at that of the newest complete
     *     backup, and ids are looked up in all
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} with the nearest that there are, or {@link ExitCode#USAGE} if {@code
     *     selector} is not clear
     */
    public BackupSummary find(Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, Selector selector)
            throws StoreException {
        return choose(listForChoice(cluster), cluster, epoch, selector);
    }

    /** The backup that {@code query} means. */
    public BackupSummary find(BackupQuery query) throws StoreException {
        return find(query.cluster(), query.epoch(), query.selector());
    }

    /** Like {@link #find}, from a listing that is there already. */
    public static BackupSummary choose(
            CatalogListing listing, Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, Selector selector) {
        return choose(listing, cluster, epoch, selector, false);
    }

    /** Like {@link #choose}, but {@code latest} and the like mean the newest also if it is known to be damaged. */
    public static BackupSummary chooseEvenDamaged(
            CatalogListing listing, Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, Selector selector) {
        return choose(listing, cluster, epoch, selector, true);
    }

    /**
     * All complete backups of a cluster, or of every cluster; of one epoch, or of all.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is none: whoever wants to look at all of nothing is mistaken
     */
    public static List<BackupSummary> chooseAll(
            CatalogListing listing, Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch) {
        return BackupChoice.all(listing, cluster, epoch);
    }

    private static BackupSummary choose(
            CatalogListing listing,
            Optional<ClusterName> cluster,
            Optional<EtcdClusterId> epoch,
            Selector selector,
            boolean evenDamaged) {
        return BackupChoice.of(
                listing, cluster.orElseGet(() -> clusterOf(selector, listing)), epoch, selector, evenDamaged);
    }

    /**
     * The manifest of a complete backup, checked against the key it lies under.
     *
     * @throws EtcdbrException {@link ExitCode#DAMAGED} if it cannot be understood or belongs to another key, {@link
     *     ExitCode#REFUSED} if a newer etcdbr made it
     */
    public Manifest manifest(BackupSummary backup) throws StoreException {
        ObjectKey key = backup.key(new ObjectName.Manifest(backup.id()));
        String document = "manifest " + key + " in " + location();
        Manifest manifest = ManifestCodec.decode(objects.read(key, ManifestCodec.MAX_BYTES), document);
        requireSame(document, "id", manifest.id(), backup.id());
        requireSame(document, "cluster", manifest.epoch(), backup.epoch());
        return manifest;
    }

    /** What one verification of a backup found. */
    public Verification verification(BackupSummary backup, ObjectName.Verification name) throws StoreException {
        ObjectKey key = backup.key(name);
        String document = "verification " + key + " in " + location();
        Verification verification = VerificationCodec.decode(objects.read(key, ManifestCodec.MAX_BYTES), document);
        requireSame(document, "id", verification.id(), backup.id());
        return verification;
    }

    /** Records what a verification found; one that is recorded already is left as it is. */
    public void record(Epoch epoch, Verification verification) throws StoreException {
        ObjectKey key = new ObjectKey(new BackupKey(epoch, verification.name()).toString());
        try {
            objects.write(key, VerificationCodec.encode(verification), WriteOptions.PLAIN);
        } catch (StoreException e) {
            // Two looked at the same second at the same level with the same result: one record of it is enough.
            if (e.reason() != StoreException.Reason.EXISTS) {
                throw e;
            }
        }
    }

    /** The stored bytes of a data object, or {@link StoreException.Reason#MISSING}. */
    public InputStream open(BackupSummary backup, ObjectName.Data name) throws StoreException {
        return store.read(backup.key(name));
    }

    /** Some of the stored bytes of a data object, as {@link Store#read(ObjectKey, long, long)} gives them. */
    public InputStream open(BackupSummary backup, ObjectName.Data name, long offset, long length)
            throws StoreException {
        return store.read(backup.key(name), offset, length);
    }

    /**
     * Deletes a backup, or what is left of one: the manifest first, so that a crash leaves something incomplete and never a
     * backup with missing parts. What is gone already is as good as deleted.
     *
     * @throws StoreException {@link StoreException.Reason#LOCKED} if the store holds one of the objects; those before it are gone
     */
    public void delete(BackupSummary backup) throws StoreException {
        for (ObjectName name : DeletionOrder.of(backup)) {
            store.delete(backup.key(name));
        }
    }

    /** Whether the backup's manifest is there now, whatever the listing said. */
    public boolean isCommitted(BackupSummary backup) throws StoreException {
        return store.stat(backup.key(new ObjectName.Manifest(backup.id()))).isPresent();
    }

    /** Removes unfinished objects of the cluster that no listing shows and that were begun before {@code before}. */
    public List<String> removeLeftovers(ClusterName cluster, Instant before) throws StoreException {
        return store.removeLeftovers(new ObjectKey(cluster.value()), before);
    }

    /** An id says by itself whose backup it is, if it begins those of one cluster only. */
    private static ClusterName clusterOf(Selector selector, CatalogListing listing) {
        if (!(selector instanceof Selector.Id(String text))
                || listing.clusters().size() < 2) {
            return onlyCluster(listing);
        }
        List<ClusterName> clusters = listing.clustersWith(text);
        if (clusters.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "there is no backup '" + text + "' in " + listing.location()
                            + Suggestion.didYouMean(text, listing.ids()),
                    "Look at the list of backups");
        }
        return clusters.size() == 1 ? clusters.getFirst() : onlyCluster(listing);
    }

    private static ClusterName onlyCluster(CatalogListing listing) {
        List<ClusterName> clusters = listing.clusters();
        if (clusters.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "there are no backups in " + listing.location(),
                    "Check the store's location, above all its prefix or directory");
        }
        if (clusters.size() > 1) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    listing.location() + " holds backups of " + clusters.size() + " clusters: "
                            + String.join(
                                    ", ",
                                    clusters.stream().map(ClusterName::value).toList()),
                    "Name one with --cluster");
        }
        return clusters.getFirst();
    }

    private static void requireSame(String document, String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new EtcdbrException(
                    ExitCode.DAMAGED,
                    document + ": its " + what + " is " + found + "; expected " + expected + ", as its key says",
                    "Somebody moved or renamed it; put it back to the key it was written under");
        }
    }
}

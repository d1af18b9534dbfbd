package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.decorate.RetryingStore;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stores that a session's pod reaches, as stores of this process that can be read. */
public final class PodStores {
    private final Session session;
    private final List<Listing> listings;

    /** @param objects or why there are none */
    private record Listing(StoreLocation location, List<StoredObject> objects, Optional<Failure> failure) {}

    private PodStores(Session session, List<Listing> listings) {
        this.session = session;
        this.listings = listings;
    }

    /**
     * Lists them all.
     *
     * @throws EtcdbrException if the program in the pod cannot
     */
    public static PodStores list(Session session, Optional<ClusterName> cluster) {
        List<String> line = new ArrayList<>(List.of("object", "list", "--log-format=json", "--quiet"));
        cluster.ifPresent(name -> line.add(name.value()));
        ProgramAnswer answer = ProgramAnswer.of(session::run, line, InputStream.nullInputStream());
        if (answer.code() != 0) {
            throw answer.failure("the stores cannot be listed in the pod");
        }
        KubeObject tree = answer.tree()
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        "the program in the pod listed its stores in a form that this version does not know",
                        "See whether the CronJob's image is etcdbr-job of this version"));
        return new PodStores(
                session, tree.parts("stores").stream().map(PodStores::listing).toList());
    }

    public List<StoreLocation> locations() {
        return listings.stream().map(Listing::location).toList();
    }

    /** One of them; a stream that breaks off is opened again where it was. */
    public Store open(StoreLocation location) throws StoreException {
        int number = locations().indexOf(location);
        Listing listing = listings.get(number);
        if (listing.failure.isPresent()) {
            Failure failure = listing.failure.get();
            throw new StoreException(PodStream.reason(failure.code()), failure.problem(), failure.remedy());
        }
        return new RetryingStore(new PodStore(session, number + 1, location, listing.objects));
    }

    private static Listing listing(KubeObject store) {
        KubeObject failure = store.part("failure");
        return new Listing(
                StoreLocation.parse(store.text("store").orElse("file:///unknown")),
                store.parts("objects").stream()
                        .map(object -> new StoredObject(
                                new ObjectKey(object.text("key").orElse("unknown")),
                                object.number("size").orElse(0),
                                object.time("modified").orElse(Instant.EPOCH)))
                        .toList(),
                failure.text("problem")
                        .map(problem -> new Failure(
                                code(failure), problem, failure.text("remedy").orElse(""))));
    }

    private static ExitCode code(KubeObject failure) {
        try {
            return ExitCode.valueOf(failure.text("code").orElse(""));
        } catch (IllegalArgumentException e) {
            return ExitCode.STORE_UNAVAILABLE;
        }
    }
}

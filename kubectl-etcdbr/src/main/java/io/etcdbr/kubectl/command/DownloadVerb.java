package io.etcdbr.kubectl.command;

import io.etcdbr.command.FetchVerb;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Stores;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.PodStores;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr download}: {@code fetch}, with the cluster's stores read through a pod. */
final class DownloadVerb implements Verb {
    private final FetchVerb fetch = new FetchVerb();
    private final Function<ClusterOptions, Cluster> clusters;

    DownloadVerb(Function<ClusterOptions, Cluster> clusters) {
        this.clusters = clusters;
    }

    @Override
    public String name() {
        return "download";
    }

    @Override
    public String summary() {
        return "Bring a backup here as a plain file that etcdutl restores, proven whole";
    }

    @Override
    public List<String> description() {
        return List.of(
                "The stored bytes come through a short-lived pod and are decrypted, decompressed and compared with every digest"
                        + " of the manifest here: private keys stay on this machine. A connection that breaks off is taken up"
                        + " again where it was. The file appears whole, readable by its owner only, or not at all.",
                "It holds every Secret of the cluster. With --store this reads the store from here, and needs no cluster.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "download latest --identity key.txt -f snapshot.db",
                "download --before 2026-11-20T14:30:00Z --identity key.txt",
                "download latest --stored");
    }

    @Override
    public List<Argument> arguments() {
        return fetch.arguments();
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(fetch.settings().stream(), ClusterOptions.USED.stream())
                .toList();
    }

    @Override
    public String meaning(Setting setting) {
        return fetch.meaning(setting);
    }

    @Override
    public Outcome run(Invocation call) {
        if (InClusterVerb.namesStore(call)) {
            return fetch.run(call);
        }
        FetchVerb.Options options = call.settings().read(settings -> FetchVerb.options(settings, call));
        return InCluster.of(call, clusters).session((_, _, session) -> {
            PodStores stores = PodStores.list(session, options.fetch().query().cluster());
            return FetchVerb.fetch(new Stores(stores.locations(), stores::open), options, call);
        });
    }
}

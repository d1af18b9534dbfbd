package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.LiveStates;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.util.List;

/**
 * For the help of {@code --live}: only the program in the pod asks etcd, which has the route and the certificate. What is read here it cannot see:
 * it has neither the keys of a store that somebody names here nor their files.
 */
record LiveInCluster() implements LiveStates {

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public String meaning() {
        return "compare with what the cluster's etcd holds now instead of with a second backup; not with --store, nor with a local file";
    }

    @Override
    public State from(Settings settings) {
        settings.problem(
                Setting.LIVE,
                "the running etcd is read in the cluster, and a store that is named here or a local file only here. If the"
                        + " cluster's own stores have the backup, leave --store or the file out; else fetch what etcd holds now"
                        + " with 'kubectl etcdbr backup --wait' and 'kubectl etcdbr download latest -f ./now.db', and compare with"
                        + " ./now.db instead of --live");
        return new State() {
            @Override
            public <T> T read(Invocation call, Work<T> work) {
                throw new EtcdbrException(ExitCode.USAGE, "etcd is asked from the cluster only", "");
            }
        };
    }
}

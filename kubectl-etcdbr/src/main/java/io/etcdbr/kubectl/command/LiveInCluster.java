package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.LiveStates;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.util.List;

/** For the help of {@code --live}: only the program in the pod asks etcd. */
record LiveInCluster() implements LiveStates {

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public State from(Settings settings) {
        settings.problem(
                Setting.LIVE,
                "the running etcd is asked from the cluster, and a named store or a local file is read here: leave one out");
        return new State() {
            @Override
            public <T> T read(Invocation call, Work<T> work) {
                throw new EtcdbrException(ExitCode.USAGE, "etcd is asked from the cluster only", "");
            }
        };
    }
}

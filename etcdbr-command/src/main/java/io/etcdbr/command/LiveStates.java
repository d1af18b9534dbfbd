package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.difference.SecondState;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.snapshot.Origin;
import java.io.IOException;
import java.util.List;

/** What etcd holds now, in the programs that can ask it. */
public interface LiveStates {

    /** What {@link #from} reads. */
    List<Setting> settings();

    /** What {@code --live} means in this program, for the help. */
    default String meaning() {
        return Setting.LIVE.shape().meaning();
    }

    /** The state of the etcd that the settings name; what is wrong with them is noted there. */
    State from(Settings settings);

    /** The state of one etcd. */
    interface State {

        /**
         * Works on it, from the beginning again if etcd forgets in between what was read.
         *
         * @throws EtcdbrException if etcd cannot be read
         */
        <T> T read(Invocation call, Work<T> work) throws IOException;
    }

    /** What is done with it. */
    @FunctionalInterface
    interface Work<T> {
        T on(Origin origin, SecondState state) throws IOException;
    }
}

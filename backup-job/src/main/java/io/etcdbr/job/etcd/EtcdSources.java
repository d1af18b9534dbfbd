package io.etcdbr.job.etcd;

import io.etcdbr.config.EtcdSettings;
import io.etcdbr.error.EtcdbrException;

/** The way to an etcd. */
public final class EtcdSources {
    private EtcdSources() {}

    /**
     * Reads the certificate files, and connects to nothing yet.
     *
     * @throws EtcdbrException if one of the files cannot be used
     */
    public static EtcdSource open(EtcdSettings settings) {
        return LiveEtcd.open(settings);
    }
}

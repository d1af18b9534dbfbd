package io.etcdbr.storage.sftp;

import net.schmizz.sshj.common.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** sshj logs as errors what this package turns into failures; its logs are there only for whoever debugs this package. */
final class QuietLogs implements LoggerFactory {
    static final LoggerFactory FACTORY =
            org.slf4j.LoggerFactory.getLogger(QuietLogs.class).isDebugEnabled()
                    ? LoggerFactory.DEFAULT
                    : new QuietLogs();

    private QuietLogs() {}

    @Override
    public Logger getLogger(String name) {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> owner) {
        return NOPLogger.NOP_LOGGER;
    }
}

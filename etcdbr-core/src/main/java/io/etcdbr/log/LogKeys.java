package io.etcdbr.log;

/**
 * The keys of log lines. The message says what happened, the keys say who and where:
 * {@code logger.atInfo().addKeyValue(LogKeys.STORE, location).log("backup stored")}.
 *
 * <p>Never a value: keys, passwords, tokens, credentials, contents of etcd or of included files.
 */
public final class LogKeys {
    public static final String ALARM = "alarm";
    public static final String ATTEMPT = "attempt";
    public static final String BACKUP = "backup";
    public static final String BYTES = "bytes";
    public static final String CLUSTER = "cluster";
    public static final String CODE = "code";
    public static final String COMMAND = "command";
    public static final String COUNT = "count";
    public static final String DURATION = "duration";
    public static final String ENDPOINT = "endpoint";
    public static final String EPOCH = "etcdClusterId";
    public static final String ERROR = "error";
    public static final String FILE = "file";
    public static final String LEVEL = "verificationLevel";
    public static final String MEMBER = "member";
    public static final String NEXT = "next";
    public static final String OBJECT = "object";
    public static final String PHASE = "phase";
    public static final String REASON = "reason";
    public static final String RESULT = "result";
    public static final String REVISION = "revision";
    public static final String SETTING = "setting";
    public static final String SIGNAL = "signal";
    public static final String STORE = "store";
    public static final String STORED_BYTES = "storedBytes";
    public static final String TARGET = "target";
    public static final String VERSION = "version";

    private LogKeys() {}
}

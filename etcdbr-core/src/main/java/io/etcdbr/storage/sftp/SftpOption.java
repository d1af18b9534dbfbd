package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreOption;
import java.util.Arrays;
import java.util.List;

/** The options of an sftp location. */
enum SftpOption {
    KNOWN_HOSTS(
            "known-hosts",
            "FILE",
            "the server's host key, as ssh keeps it (default: ~/.ssh/known_hosts and /etc/etcdbr/ssh/known_hosts)"),
    KEY("key", "FILE", "the private key to log in with, encrypted or not"),
    KEY_PASSPHRASE_FILE("key-passphrase-file", "FILE", "holds the passphrase of the key"),
    PASSWORD_FILE("password-file", "FILE", "holds the password to log in with"),
    JUMP("jump", "USER@HOST[:PORT]", "the host to go through; its host key must be known as well"),
    JUMP_KEY("jump-key", "FILE", "the private key for the jump host (default: that of key)"),
    CONNECT_TIMEOUT("connect-timeout", "DURATION", "how long connecting and each step of it may take (default 10s)"),
    IDLE_TIMEOUT("idle-timeout", "DURATION", "how long a request may stay unanswered (default 60s)"),
    CREATE("create", "true|false", "create the directory if it is not there (default false)");

    private final StoreOption option;

    SftpOption(String name, String form, String meaning) {
        this.option = new StoreOption(name, form, meaning);
    }

    String title() {
        return option.name();
    }

    static List<StoreOption> all() {
        return Arrays.stream(values()).map(value -> value.option).toList();
    }
}

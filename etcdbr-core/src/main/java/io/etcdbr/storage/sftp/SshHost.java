package io.etcdbr.storage.sftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom to log in as, and where. */
record SshHost(String user, String host, int port) {
    static final int DEFAULT_PORT = 22;
    private static final Pattern SHAPE = Pattern.compile("([^@\\s]+)@(\\[[^]]+]|[^:@\\s\\[\\]]+)(?::(\\d{1,5}))?");

    /** @throws IllegalArgumentException if {@code text} is not {@code user@host} or {@code user@host:port} */
    static SshHost parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not user@host or user@host:port");
        }
        int port = matcher.group(3) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(3));
        return new SshHost(matcher.group(1), withoutBrackets(matcher.group(2)), port);
    }

    /** IPv6 addresses stand in brackets in URLs and nowhere else. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** As {@code known_hosts} names it. */
    String address() {
        return port == DEFAULT_PORT ? host : "[" + host + "]:" + port;
    }

    @Override
    public String toString() {
        return user + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

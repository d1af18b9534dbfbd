package io.etcdbr.kubectl.operation;

import com.google.gson.JsonObject;
import io.etcdbr.format.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Which process made an object of the cluster, so that what a process left that died can be told from what another still uses.
 * Written as {@code MACHINE/PID/START}, the machine as a digest that gives no name away.
 */
public final class Maker {
    public static final String ANNOTATION = "etcdbr.io/made-by";

    private static final int DIGITS = 16;

    private Maker() {}

    static String here() {
        return machine() + "/" + ProcessHandle.current().pid() + "/" + start(ProcessHandle.current());
    }

    /** For an object that this process makes. */
    public static JsonObject annotations() {
        JsonObject annotations = new JsonObject();
        annotations.addProperty(ANNOTATION, here());
        return annotations;
    }

    /** Whether the process was one of this machine and is no more. */
    static boolean isGone(String maker) {
        String[] parts = maker.split("/");
        if (parts.length != 3 || !parts[0].equals(machine()) || !parts[1].matches("\\d{1,18}")) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts[1]))
                .filter(process -> start(process).equals(parts[2]))
                .isEmpty();
    }

    private static String start(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .map(String::valueOf)
                .orElse("");
    }

    /** Processes are numbered by machine and, in containers, by namespace. */
    private static String machine() {
        String id = read(Path.of("/etc/machine-id")) + link(Path.of("/proc/self/ns/pid")) + name();
        return Sha256.of(Sha256.newDigest().digest(id.getBytes(StandardCharsets.UTF_8)))
                .toString()
                .substring(0, DIGITS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "";
        }
    }
}

package io.etcdbr.kubectl.operation;

import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.progress.ByteText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges what was seen on nodes. */
final class NodeFindings {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** The snapshot and the data restored from it lie beside the old data, and etcd writes its log ahead. */
    private static final long FOLD = 2;

    private static final long LOG = 256L << 20;

    private final Instant now;
    private final OptionalLong databaseSize;

    /** @param databaseSize of etcd, if it is known */
    NodeFindings(Instant now, OptionalLong databaseSize) {
        this.now = now;
        this.databaseSize = databaseSize;
    }

    List<Finding> of(NodeLook look) {
        List<Finding> findings = new ArrayList<>();
        look.report().parts("stores").forEach(store -> findings.add(store(look.node(), store)));
        look.report().parts("certificates").forEach(certificate -> findings.add(certificate(look.node(), certificate)));
        findings.add(disk(look));
        findings.add(encryption(look));
        return findings;
    }

    private static Finding store(String node, KubeObject store) {
        String name = store.text("store").orElse("?");
        String subject = node.isEmpty() ? name : node + ", " + name;
        Optional<String> problem = store.text("problem");
        if (problem.isPresent()) {
            return Finding.failed(
                    "store", subject, problem.get(), store.text("remedy").orElse(""));
        }
        double ahead = store.text("clockAheadSeconds").map(Double::parseDouble).orElse(0.0);
        return Math.abs(ahead) > SKEW.toSeconds()
                ? Finding.warning(
                        "clock",
                        subject,
                        "the store's clock is " + Math.round(Math.abs(ahead)) + " s "
                                + (ahead > 0 ? "ahead of" : "behind") + " the node's",
                        "Let both follow an NTP server: ids and retention go by these clocks")
                : Finding.ok("store", subject, "an object was written, read back and removed");
    }

    private Finding certificate(String node, KubeObject certificate) {
        String file = certificate.text("file").orElse("?");
        String subject = node.isEmpty() ? file : node + ", " + file;
        Optional<Instant> expires = certificate.time("expires");
        if (expires.isEmpty()) {
            return Finding.failed(
                    "certificate",
                    subject,
                    certificate.text("problem").orElse("it could not be read"),
                    "Mount etcd's certificates, or apply the overlay of your distribution");
        }
        Duration left = Duration.between(now, expires.get());
        String remedy = "Renew it (kubeadm certs renew healthcheck-client, k3s and RKE2 by a restart)";
        if (left.isNegative()) {
            return Finding.failed("certificate", subject, "expired at " + expires.get(), remedy);
        }
        long days = left.toDays();
        String message = "valid for " + days + (days == 1 ? " day, until " : " days, until ") + expires.get();
        return left.compareTo(SOON) < 0
                ? Finding.warning("certificate", subject, message, remedy)
                : Finding.ok("certificate", subject, message);
    }

    private Finding disk(NodeLook look) {
        OptionalLong free = look.report().number("disk", "free");
        if (free.isEmpty()) {
            return Finding.skipped("disk", look.node(), "no data directory of etcd is seen there", "");
        }
        String where = look.report().text("disk", "directory").orElse("?");
        if (databaseSize.isEmpty()) {
            return Finding.skipped(
                    "disk",
                    look.node(),
                    ByteText.of(free.getAsLong()) + " free at " + where + "; etcd did not say how big its database is",
                    "");
        }
        long needed = FOLD * databaseSize.getAsLong() + LOG;
        String message =
                ByteText.of(free.getAsLong()) + " free at " + where + ", a restore takes about " + ByteText.of(needed);
        return free.getAsLong() < needed
                ? Finding.failed("disk", look.node(), message, "Make room there before a restore is needed")
                : Finding.ok("disk", look.node(), message);
    }

    private static Finding encryption(NodeLook look) {
        KubeObject encryption = look.report().part("encryption");
        if (encryption.tree().isEmpty()) {
            return Finding.skipped(
                    "encryption", look.node(), "whether the API server encrypts cannot be seen there", "");
        }
        Optional<String> file = encryption.text("configuration");
        if (file.isEmpty()) {
            return Finding.ok("encryption", look.node(), "the API server encrypts nothing, so no key need be saved");
        }
        return encryption.isOn("saved")
                ? Finding.ok("encryption", look.node(), file.get() + " goes with each backup")
                : Finding.failed(
                        "encryption",
                        look.node(),
                        "the API server encrypts with " + file.get()
                                + ", which goes with no backup: what is encrypted could not be read after a restore",
                        "Add it to 'include' in config.yaml with the component node-files, or keep a copy where it"
                                + " survives the cluster");
    }

    /** By what is certain, however long programs took to start and to answer. */
    List<Finding> clocks(List<NodeLook> looks) {
        List<Finding> findings = new ArrayList<>();
        List<NodeLook.Ahead> ahead =
                looks.stream().flatMap(look -> look.ahead().stream()).toList();
        if (ahead.size() < 2) {
            return findings;
        }
        Duration foremost = ahead.stream()
                .map(NodeLook.Ahead::least)
                .max(Duration::compareTo)
                .orElseThrow();
        Duration hindmost = ahead.stream()
                .map(NodeLook.Ahead::most)
                .min(Duration::compareTo)
                .orElseThrow();
        Duration apart = foremost.minus(hindmost);
        findings.add(
                apart.compareTo(SKEW) > 0
                        ? Finding.warning(
                                "clock",
                                "nodes",
                                "the nodes' clocks are at least " + apart.toSeconds() + " s apart",
                                "Let them follow an NTP server: etcd's leases and certificates go by these clocks")
                        : Finding.ok("clock", "nodes", "the nodes' clocks agree"));
        return findings;
    }
}

package io.etcdbr.topology;

import java.util.Set;

/**
 * The flags of etcd 3.4 to 3.7 (etcd's {@code server/etcdmain/help.go} and {@code server/embed/config.go}). One that is not here may
 * change where data lies or who may join, so that nothing may be planned before somebody has looked at it.
 */
final class EtcdFlagNames {
    private static final String EXPERIMENTAL = "experimental-";

    private static final Set<String> NAMES = Set.of(
            ("name data-dir wal-dir snapshot-count heartbeat-interval election-timeout initial-election-tick-advance"
                            + " listen-peer-urls listen-client-urls listen-client-http-urls max-snapshots max-wals"
                            + " quota-backend-bytes backend-bbolt-freelist-type backend-batch-interval backend-batch-limit"
                            + " max-txn-ops max-request-bytes max-concurrent-streams grpc-keepalive-min-time"
                            + " grpc-keepalive-interval grpc-keepalive-timeout socket-reuse-port socket-reuse-address"
                            + " enable-grpc-gateway raft-read-timeout raft-write-timeout feature-gates config-file"
                            + " snapshot-catchup-entries local-address max-learners memory-mlock"
                            + " initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token"
                            + " advertise-client-urls discovery discovery-endpoints discovery-token"
                            + " discovery-dial-timeout discovery-request-timeout discovery-keepalive-time"
                            + " discovery-keepalive-timeout discovery-insecure-transport"
                            + " discovery-insecure-skip-tls-verify discovery-cert discovery-key discovery-cacert"
                            + " discovery-user discovery-password discovery-proxy discovery-srv discovery-srv-name"
                            + " discovery-fallback strict-reconfig-check pre-vote auto-compaction-retention"
                            + " auto-compaction-mode enable-v2 v2-deprecation proxy proxy-failure-wait"
                            + " proxy-refresh-interval proxy-dial-timeout proxy-write-timeout proxy-read-timeout"
                            + " cert-file key-file client-cert-file client-key-file client-cert-auth client-crl-file"
                            + " client-cert-allowed-hostname trusted-ca-file auto-tls peer-cert-file peer-key-file"
                            + " peer-client-cert-file peer-client-key-file peer-client-cert-auth peer-trusted-ca-file"
                            + " peer-auto-tls peer-cert-allowed-cn peer-cert-allowed-hostname peer-crl-file"
                            + " peer-skip-client-san-verification cipher-suites tls-min-version tls-max-version"
                            + " self-signed-cert-validity cors host-whitelist ca-file peer-ca-file"
                            + " skip-client-san-verification client-cert-allowed-cn"
                            + " enable-pprof metrics listen-metrics-urls logger log-outputs log-level log-format"
                            + " log-package-levels debug enable-log-rotation log-rotation-config-json"
                            + " warning-unary-request-duration warning-apply-duration force-new-cluster unsafe-no-fsync"
                            + " auth-token auth-token-ttl bcrypt-cost enable-distributed-tracing"
                            + " distributed-tracing-address distributed-tracing-service-name"
                            + " distributed-tracing-instance-id distributed-tracing-sampling-rate corrupt-check-time"
                            + " compact-hash-check-time compaction-batch-limit compaction-sleep-interval"
                            + " downgrade-check-time watch-progress-notify-interval peer-skip-client-verify"
                            + " bootstrap-defrag-threshold-megabytes enable-lease-checkpoint"
                            + " enable-lease-checkpoint-persist txn-mode-write-with-shared-buffer"
                            + " stop-grpc-service-on-defrag initial-corrupt-check"
                            + " allowed-cn allowed-hostname peer-allowed-cn peer-allowed-hostname peer-client-crl-file")
                    .split(" "));

    private EtcdFlagNames() {}

    static boolean known(String flag) {
        return NAMES.contains(flag) || flag.startsWith(EXPERIMENTAL);
    }
}

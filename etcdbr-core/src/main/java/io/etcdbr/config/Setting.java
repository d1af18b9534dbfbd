package io.etcdbr.config;

import static io.etcdbr.config.SettingShape.many;
import static io.etcdbr.config.SettingShape.onOff;
import static io.etcdbr.config.SettingShape.one;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set, once: flags, environment variables, keys of the configuration file, help and reference all come
 * from this table. A flag beats the variable, the variable beats the file, the file beats the default.
 */
public enum Setting {
    CONFIG(
            Section.FILE,
            one("config", "FILE").ifPresent("/etc/etcdbr/config.yaml").means("YAML file with settings")),

    CLUSTER(
            Section.ETCD,
            one("cluster", "NAME")
                    .or("kubernetes")
                    .onlyAt("backup", "prune", "install")
                    .means(
                            "name of the cluster, under which its backups are kept; where none is given backup, prune and install take the default, and the"
                                    + " others look at every name")),
    ENDPOINTS(
            Section.ETCD,
            many("endpoints", "URL")
                    .or("https://127.0.0.1:2379")
                    .means("client URLs of etcd members; one is enough, the others are learned from it")),
    CACERT(
            Section.ETCD,
            one("cacert", "FILE")
                    .or("/etc/kubernetes/pki/etcd/ca.crt")
                    .means("certificate authority that signed etcd's certificates (PEM); 'none': the system's")),
    CERT(
            Section.ETCD,
            one("cert", "FILE")
                    .or("/etc/kubernetes/pki/etcd/healthcheck-client.crt")
                    .means("client certificate (PEM); 'none' where etcd asks for none")),
    KEY(
            Section.ETCD,
            one("key", "FILE")
                    .or("/etc/kubernetes/pki/etcd/healthcheck-client.key")
                    .holdsSecret()
                    .means("private key of the client certificate (PEM)")),
    CONNECT_TIMEOUT(
            Section.ETCD, one("connect-timeout", "DURATION").or("10s").means("longest wait for an answer of a member")),
    IDLE_TIMEOUT(
            Section.ETCD,
            one("idle-timeout", "DURATION")
                    .or("60s")
                    .means("give a member up after so long without a byte; the whole backup may take any time")),

    STORES(
            Section.STORES,
            many("stores", "URL")
                    .flag("--store")
                    .means(
                            "where backups are kept: s3://bucket/prefix, sftp://user@host/directory or file:///directory, with ?option=value;"
                                    + " several keep a copy each")),

    COMPRESSION(
            Section.CONTENT, one("compression", "zstd|gzip|none").or("zstd").means("how the snapshot is compressed")),
    COMPRESSION_LEVEL(
            Section.CONTENT,
            one("compression-level", "N").means("1 to 19 for zstd, 1 to 9 for gzip; the compression's own if not set")),
    RECIPIENTS(
            Section.CONTENT,
            many("recipients", "AGE1...")
                    .flag("--recipient")
                    .means("age public keys to encrypt to; any one of their private keys opens the backup")),
    RECIPIENTS_FILE(
            Section.CONTENT,
            one("recipients-file", "FILE").means("file with age public keys, one a line, '#' for comments")),
    INCLUDE(
            Section.CONTENT,
            many("include", "PATH").means("files or directories of the node to store with the snapshot")),
    ALLOW_PLAINTEXT_KEYS(
            Section.CONTENT,
            onOff("allow-plaintext-keys").means("store included private keys even if the backup is not encrypted")),
    SPOOL(
            Section.CONTENT,
            one("spool", "DIR")
                    .means("write the finished stream here first and upload from there, so that a slow store does not"
                            + " hold etcd's read transaction open")),
    LOCK_FOR(
            Section.CONTENT,
            one("lock-for", "DURATION")
                    .means("have the store hold the backup against deletion for so long (S3 object lock)")),
    VERIFY(
            Section.CONTENT,
            one("verify", "none|stored|plain|best|deep")
                    .or("none")
                    .alone("best")
                    .means(
                            "read the backup back after the upload, as deep as verify's --depth; plain and deep need an identity if"
                                    + " it is encrypted")),

    KEEP_LAST(Section.RETENTION, one("keep-last", "N").means("keep the N newest backups")),
    KEEP_WITHIN(
            Section.RETENTION,
            one("keep-within", "DURATION").means("keep all that are at most so much older than the newest")),
    KEEP_HOURLY(
            Section.RETENTION, one("keep-hourly", "N").means("keep the newest of each of the last N hours with one")),
    KEEP_DAILY(Section.RETENTION, one("keep-daily", "N").means("keep the newest of each of the last N days with one")),
    KEEP_WEEKLY(
            Section.RETENTION, one("keep-weekly", "N").means("keep the newest of each of the last N weeks with one")),
    KEEP_MONTHLY(
            Section.RETENTION, one("keep-monthly", "N").means("keep the newest of each of the last N months with one")),
    KEEP_YEARLY(
            Section.RETENTION, one("keep-yearly", "N").means("keep the newest of each of the last N years with one")),
    MAX_TOTAL_SIZE(
            Section.RETENTION,
            one("max-total-size", "SIZE")
                    .means("per etcd: delete the oldest until the rest fits, whatever the other rules keep")),
    TIME_ZONE(
            Section.RETENTION,
            one("time-zone", "ZONE").or("UTC").means("where hours, days, weeks, months and years begin")),

    DRY_RUN(Section.CAUTION, onOff("dry-run").means("say what would be done and why, do nothing")),
    YES(
            Section.CAUTION,
            onOff("yes").means("do not ask; with a restore, its rollback and clean on the command line only")),
    EVEN_NEWEST(
            Section.CAUTION,
            onOff("even-newest")
                    .means(
                            "delete a named backup even if it is the newest whole, undamaged or verified one of its etcd")),
    EXPECT(
            Section.CAUTION,
            one("expect", "SHA256")
                    .means(
                            "delete only if exactly those go that 'prune --dry-run -o name' printed: the SHA-256 of that text")),

    ALL(Section.CHOICE, onOff("all").means("all backups of the cluster")),
    ALL_CLUSTERS(
            Section.CHOICE, onOff("all-clusters").flag("-A", "--all-clusters").means("backups of every cluster name")),
    EPOCH(
            Section.CHOICE,
            one("epoch", "ID").means("only backups of the etcd with this cluster id (16 hexadecimal digits)")),
    SINCE(
            Section.CHOICE,
            one("since", "TIME|DURATION").means("only backups begun at or after this time, or this long ago")),
    LIMIT(Section.CHOICE, one("limit", "N").means("only the N newest")),
    BEFORE(Section.CHOICE, one("before", "TIME").means("the newest backup begun at or before this time")),
    REVISION(Section.CHOICE, one("revision", "N").means("the newest backup of this etcd revision or a lower one")),
    NOT_VERIFIED_SINCE(
            Section.CHOICE,
            one("not-verified-since", "TIME|DURATION")
                    .means("with --all: only backups that nobody verified as deep since this time, or this long ago")),
    DEPTH(
            Section.CHOICE,
            one("depth", "stored|plain|best|deep")
                    .or("best")
                    .means(
                            "how deep to verify: the stored digest; also the plain one; plain, or stored where no identity is"
                                    + " given (best); or plain and the database in the snapshot (deep)")),
    DEEP(Section.CHOICE, onOff("deep").means("the same as --depth deep, whatever --depth says")),
    IDENTITIES(
            Section.CHOICE,
            many("identities", "FILE")
                    .flag("--identity")
                    .holdsSecret()
                    .means("age private keys (AGE-SECRET-KEY-1...) that open encrypted backups; '-': standard input")),
    SCRATCH(
            Section.CHOICE,
            one("scratch", "DIR")
                    .or("/tmp")
                    .means(
                            "where a backup lies in plain while it is looked into or handed on, as a file without a name that"
                                    + " only this process can read; holds the plain database while it does")),
    LIVE(
            Section.CHOICE,
            onOff("live").means("compare with what etcd holds now, at --endpoints, instead of with a second backup")),
    ALL_CHANGES(
            Section.CHOICE,
            onOff("all-changes")
                    .means(
                            "also what changes by itself: leases, events, bookkeeping of API servers, managedFields, and the"
                                    + " same object in other bytes")),
    FILES(Section.CHOICE, onOff("files").means("fetch the tar of node files instead of the snapshot")),
    STORED(Section.CHOICE, onOff("stored").means("fetch the bytes as they are stored, compressed and encrypted")),
    TO(
            Section.CHOICE,
            one("to", "FILE|DIR")
                    .flag("-f", "--to")
                    .or(".")
                    .means("where to: a file that must not exist, a directory, or '-' for standard output")),
    FORCE(
            Section.CHOICE,
            onOff("force")
                    .means(
                            "replace the file if it exists; with rollback, on the command line only: whatever other nodes do")),

    OBJECT_NAMESPACE(
            Section.OBJECTS,
            one("object-namespace", "NAME")
                    .flag("-n", "--namespace")
                    .or("default")
                    .means("namespace to look in; resources without namespaces are found whatever it is")),
    ALL_NAMESPACES(
            Section.OBJECTS,
            onOff("all-namespaces").flag("-A", "--all-namespaces").means("objects of all namespaces")),
    SELECTOR(
            Section.OBJECTS,
            one("selector", "SELECTOR")
                    .flag("-l", "--selector")
                    .means("only objects with these labels: a=b, a!=b, 'a in (b,c)', 'a notin (b,c)', a, '!a', several"
                            + " between commas")),
    FIELD_SELECTOR(
            Section.OBJECTS,
            one("field-selector", "SELECTOR").means("only objects with this metadata.name or metadata.namespace")),
    EXPORT(
            Section.OBJECTS,
            onOff("export")
                    .means("with -o yaml or json: leave out what servers fill in, so that 'kubectl apply' takes the"
                            + " objects; owners and finalizers stay")),
    HISTORY(
            Section.OBJECTS,
            onOff("history")
                    .means("all changes of the named objects that the snapshot still has, deletions among them")),
    IGNORE_NOT_FOUND(
            Section.OBJECTS,
            onOff("ignore-not-found")
                    .means("say nothing of named objects that are not there, and print nothing where there are none")),
    ENCRYPTION_CONFIG(
            Section.OBJECTS,
            one("encryption-config", "FILE")
                    .holdsSecret()
                    .means(
                            "EncryptionConfiguration of the API server, for what is encrypted at rest with aescbc, aesgcm or"
                                    + " secretbox; '-': standard input")),

    KUBECONFIG(
            Section.KUBERNETES,
            one("kubeconfig", "FILE")
                    .holdsSecret()
                    .means("how to reach the cluster; without it the files in KUBECONFIG, or ~/.kube/config")),
    CONTEXT(
            Section.KUBERNETES,
            one("context", "NAME")
                    .means(
                            "context of the kubeconfig, which says the cluster and the user; without it the current one (--cluster is the name under"
                                    + " which backups are kept)")),
    USER(Section.KUBERNETES, one("user", "NAME").means("another user of the kubeconfig than the context's")),
    SERVER(
            Section.KUBERNETES,
            one("server", "URL").means("another API server than that of the context; needs no kubeconfig")),
    TLS_SERVER_NAME(
            Section.KUBERNETES,
            one("tls-server-name", "NAME")
                    .means("name that the API server's certificate must have instead of its address")),
    INSECURE_SKIP_TLS_VERIFY(
            Section.KUBERNETES,
            onOff("insecure-skip-tls-verify")
                    .means(
                            "take any certificate of the API server, so that others may listen and answer in its place")),
    CERTIFICATE_AUTHORITY(
            Section.KUBERNETES,
            one("certificate-authority", "FILE")
                    .means("certificate authority of the API server (PEM), instead of the kubeconfig's")),
    CLIENT_CERTIFICATE(
            Section.KUBERNETES,
            one("client-certificate", "FILE")
                    .means("client certificate (PEM) for the API server; its key is --client-key or the kubeconfig's")),
    CLIENT_KEY(
            Section.KUBERNETES,
            one("client-key", "FILE").holdsSecret().means("private key of the client certificate (PEM)")),
    AS(
            Section.KUBERNETES,
            one("as", "USER").means("act as this user, as kubectl does; it takes the right to impersonate")),
    AS_GROUPS(
            Section.KUBERNETES,
            many("as-groups", "GROUP").flag("--as-group").means("with --as: act as a member of this group")),
    NAMESPACE(
            Section.KUBERNETES,
            one("namespace", "NAME")
                    .flag("-n", "--namespace", "--etcdbr-namespace")
                    .or("etcdbr-system")
                    .means(
                            "namespace of the backup CronJob; where objects are looked for, as by get and diff, -n and --namespace"
                                    + " mean the objects'")),
    CRON_JOB(
            Section.KUBERNETES,
            one("cronjob", "NAME").means("the backup CronJob, where its namespace has several or it has no labels")),
    REQUEST_TIMEOUT(
            Section.KUBERNETES,
            one("request-timeout", "DURATION")
                    .or("30s")
                    .means("longest wait for the API server; a bare number is seconds, 0 is no limit")),
    POD_TIMEOUT(Section.KUBERNETES, one("pod-timeout", "DURATION").or("90s").means("longest wait for a pod to start")),
    WAIT(
            Section.KUBERNETES,
            onOff("wait").means("follow the backup to its end; with arm, wait until the executor runs")),
    JOB_NAME(
            Section.KUBERNETES,
            one("job-name", "NAME").flag("--name").means("name of the Job; without it one with the time")),
    DISTRIBUTION(
            Section.KUBERNETES,
            one(
                            "distribution",
                            "kubeadm|k3s|rke2|kubespray|kubernetes-ssl|kubernetes-ssl-etcd|certs-from-secret|hosted")
                    .or("kubeadm")
                    .means("how the cluster was set up, which says where etcd's certificates are")),
    SCHEDULE(
            Section.KUBERNETES,
            one("schedule", "CRON")
                    .means("when backups are made, in five fields; without it those of the manifests, hourly")),
    JOB_IMAGE(
            Section.KUBERNETES,
            one("job-image", "NAME[:TAG]").means("the job's image, where a registry of yours has it")),
    NODE_FILES(
            Section.KUBERNETES,
            onOff("node-files").means("store authorities, keys and manifests of the node with each backup")),

    SNAPSHOT_FILE(
            Section.RESTORE,
            one("file", "FILE").means("restore this snapshot of etcd, on this machine, instead of a stored backup")),
    STAGE_ONLY(
            Section.RESTORE,
            onOff("stage-only").means("make the new data on the nodes and stop; --continue goes on from there")),
    CONTINUE(
            Section.RESTORE,
            one("continue", "ID").means("go on with a restore that --stage-only prepared, by the id that it told")),
    FENCED(
            Section.RESTORE,
            many("fenced", "MEMBER=STATEMENT")
                    .means("leave this member out, and how you know that it cannot come back by itself, such as"
                            + " 'cp3=powered off, plug pulled'; on the command line only")),
    ALLOW(
            Section.RESTORE,
            many("allow", "CHECK")
                    .means(
                            "go on in spite of this check, if its refusal says that it may be allowed; on the command line only")),
    KEEP_OLD(
            Section.RESTORE,
            one("keep-old", "DURATION")
                    .or("7d")
                    .means(
                            "how long at least the data from before is to be kept, in days: a part of one counts as one; nothing removes it by"
                                    + " itself")),

    HOST(
            Section.NODE,
            one("host", "DIR").or("/host").means("where the node's root directory is; '/' on the node itself")),
    NODE(Section.NODE, one("node", "NAME").means("name of the Kubernetes node; without it the host's name")),
    RESTORE_TOOL(
            Section.NODE,
            one("restore-tool", "FILE")
                    .means(
                            "etcdutl, or etcdctl before 3.6, of the running etcd's minor version; without it the one beside the"
                                    + " running etcd, or on the node")),
    IMAGE(Section.NODE, one("image", "IMAGE").means("image of the executor, spelled as in the pod that this runs in")),
    IDLE_FOR(
            Section.NODE,
            one("idle-for", "DURATION").or("6h").means("end by itself after so long, if nobody ended it")),

    OUTPUT(
            Section.OUTPUT,
            one("output", "FORMAT")
                    .flag("-o", "--output")
                    .or("table")
                    .means(
                            "form of the result: table, wide, json, yaml or name; what has no table knows no wide, get knows"
                                    + " raw, jsonpath and custom-columns too")),
    HEADERS(Section.OUTPUT, onOff("headers").or("true").means("titles above tables")),
    SHOW_KIND(Section.OUTPUT, onOff("show-kind").means("names with their kind, such as pod/web")),
    SHOW_LABELS(Section.OUTPUT, onOff("show-labels").means("a column with the labels of each object")),
    LABEL_COLUMNS(
            Section.OUTPUT,
            many("label-columns", "LABEL,...")
                    .flag("-L", "--label-columns")
                    .means("a column for each of these labels")),
    SORT_BY(
            Section.OUTPUT,
            one("sort-by", "FIELD")
                    .means("order by this field, such as .metadata.creationTimestamp; objects without it come first")),
    SHOW_MANAGED_FIELDS(
            Section.OUTPUT, onOff("show-managed-fields").means("metadata.managedFields as well in YAML and JSON")),
    COLOUR(
            Section.OUTPUT,
            one("color", "auto|on|off").or("auto").means("colours; auto: if standard output is a terminal")),
    WIDTH(
            Section.OUTPUT,
            one("width", "N")
                    .means("columns to fit tables and progress to; without it those of the terminal, if there is one")),
    QUIET(
            Section.OUTPUT,
            onOff("quiet").flag("-q", "--quiet").means("no progress, and only warnings and errors as logs")),
    PROGRESS(
            Section.OUTPUT,
            one("progress", "auto|on|off").or("auto").means("progress on standard error; auto: if that is a terminal")),
    LOG_FORMAT(Section.OUTPUT, one("log-format", "text|json").or("text").means("form of log lines and failures")),
    LOG_LEVEL(
            Section.OUTPUT,
            one("log-level", "error|warn|info|debug").or("info").means("least weight of what is logged")),

    TERMINATION_LOG(
            Section.REPORT,
            one("termination-log", "FILE")
                    .ifPresent("/dev/termination-log")
                    .means(
                            "file for the outcome as JSON, which Kubernetes shows as the container's message; or 'none'")),
    METRICS_TEXTFILE(
            Section.REPORT,
            one("metrics-textfile", "FILE.prom").means("metrics file for the textfile collector of node-exporter")),
    PUSHGATEWAY(Section.REPORT, one("pushgateway", "URL").means("Prometheus Pushgateway to send metrics to")),
    PUSHGATEWAY_USER(Section.REPORT, one("pushgateway-user", "NAME").means("user for the Pushgateway")),
    PUSHGATEWAY_PASSWORD_FILE(
            Section.REPORT,
            one("pushgateway-password-file", "FILE").holdsSecret().means("file with that user's password")),
    PUSHGATEWAY_TOKEN_FILE(
            Section.REPORT,
            one("pushgateway-token-file", "FILE").holdsSecret().means("file with a bearer token for the Pushgateway")),
    PUSHGATEWAY_CACERT(
            Section.REPORT,
            one("pushgateway-cacert", "FILE")
                    .means("certificate authority of the Pushgateway (PEM); else the system's"));

    private final Section section;
    private final SettingShape shape;

    Setting(Section section, SettingShape shape) {
        this.section = section;
        this.shape = shape;
    }

    public Section section() {
        return section;
    }

    public SettingShape shape() {
        return shape;
    }

    /** The key in the configuration file. */
    public String key() {
        return shape.key();
    }

    /** The long flag, such as {@code --store}. */
    public String flag() {
        return shape.flags().getLast();
    }

    /** The environment variable. */
    public String variable() {
        return Environment.PREFIX + key().replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting != CONFIG && setting.key().equals(key))
                .findFirst();
    }

    static Optional<Setting> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }
}

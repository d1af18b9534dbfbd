package io.etcdbr.format;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** From the JSON tree to the record. */
final class ManifestReader {
    private static final String DIGEST = "a SHA-256 digest of 64 lower-case hexadecimal digits";
    private static final String ETCD_ID = "16 lower-case hexadecimal digits";
    private static final String BYTES = "a number of bytes";

    private ManifestReader() {}

    static Manifest read(Fields root) {
        FormatVersion version = Documents.readableVersion(root);
        BackupId id = Documents.id(root);
        long revision = number(root, "revision");
        if (revision != id.revision()) {
            throw root.wrong("revision", Long.toString(revision), id.revision() + ", as in the id " + id);
        }
        Optional<Encryption> encryption = root.optionalObject("encryption").map(ManifestReader::encryption);
        DataObject snapshot = data(root.object("snapshot"), id, DataKind.SNAPSHOT, encryption.isPresent());
        Optional<FilesObject> files = root.optionalObject("files")
                .map(fields -> new FilesObject(
                        data(fields, id, DataKind.FILES, encryption.isPresent()),
                        each(fields, "entries", ManifestReader::entry)));
        Optional<DataObject> keyIndex = root.optionalObject("keyIndex")
                .map(fields -> data(fields, id, DataKind.KEY_INDEX, encryption.isPresent()));
        Manifest manifest = new Manifest(
                version,
                id,
                cluster(root.object("cluster")),
                source(root.object("source")),
                each(root, "members", ManifestReader::member),
                each(root, "alarms", ManifestReader::alarm),
                revision,
                root.number("revisionAtMost", revision, Long.MAX_VALUE, "a number not below revision"),
                number(root, "raftIndex"),
                number(root, "raftTerm"),
                root.number("dbSize", 0, Long.MAX_VALUE, BYTES),
                snapshot,
                files,
                keyIndex,
                encryption,
                root.time("startedAt"),
                root.time("finishedAt"),
                Documents.tool(root.object("tool")),
                root.optionalTime("lockUntil"),
                UnknownFields.NONE);
        return manifest.withUnknown(root.unknown());
    }

    private static ClusterIdentity cluster(Fields fields) {
        return new ClusterIdentity(
                fields.parsed("name", "a cluster name", ClusterName::parse),
                fields.parsed("etcdClusterId", ETCD_ID, EtcdClusterId::parse),
                fields.optional("previousEtcdClusterId", ETCD_ID, EtcdClusterId::parse));
    }

    private static SourceMember source(Fields fields) {
        return new SourceMember(
                fields.parsed("memberId", ETCD_ID, MemberId::parse),
                fields.text("memberName", "a text"),
                fields.text("endpoint", "a URL"),
                fields.flag("leader"),
                fields.text("etcdVersion", "a version"),
                fields.optionalText("storageVersion", "a version"));
    }

    static Member member(Fields fields) {
        return new Member(
                fields.parsed("id", ETCD_ID, MemberId::parse),
                fields.text("name", "a text"),
                fields.texts("peerUrls"),
                fields.texts("clientUrls"),
                fields.flag("learner"));
    }

    static Alarm alarm(Fields fields) {
        return new Alarm(
                fields.parsed("memberId", ETCD_ID, MemberId::parse), fields.text("alarm", "the name of an alarm"));
    }

    private static Encryption encryption(Fields fields) {
        return new Encryption(
                fields.text("scheme", "\"" + Encryption.AGE_X25519 + "\""),
                each(fields, "recipients", recipient -> recipient.parsed("fingerprint", DIGEST, Sha256::parse)));
    }

    private static DataObject data(Fields fields, BackupId id, DataKind kind, boolean encrypted) {
        Compression compression = fields.optionalObject("compression")
                .map(ManifestReader::compression)
                .orElse(Compression.NONE);
        ObjectName.Data expected = new ObjectName.Data(id, kind, compression.algorithm(), encrypted);
        String name = fields.text("object", expected.toString());
        if (!name.equals(expected.toString())) {
            throw fields.wrong("object", name, expected.toString());
        }
        return new DataObject(
                expected,
                fields.number("plainSize", 0, Long.MAX_VALUE, BYTES),
                fields.parsed("plainSha256", DIGEST, Sha256::parse),
                fields.number("storedSize", 0, Long.MAX_VALUE, BYTES),
                fields.parsed("storedSha256", DIGEST, Sha256::parse),
                compression);
    }

    private static Compression compression(Fields fields) {
        CompressionAlgorithm algorithm = fields.parsed(
                "algorithm",
                "\"zstd\" or \"gzip\"",
                text -> CompressionAlgorithm.parse(text).filter(found -> found != CompressionAlgorithm.NONE));
        int level = (int) fields.number("level", Integer.MIN_VALUE, Integer.MAX_VALUE, "a compression level");
        return algorithm == CompressionAlgorithm.GZIP
                ? Compression.gzip(level)
                : Compression.zstd(level, (int) fields.number("frameSize", 1, Integer.MAX_VALUE, BYTES));
    }

    private static FileEntry entry(Fields fields) {
        FileEntry.Type type =
                fields.parsed("type", "\"file\", \"directory\", \"symlink\" or \"hardlink\"", FileEntry.Type::parse);
        return new FileEntry(
                fields.text("path", "a path"),
                type,
                fields.parsed("mode", "up to four octal digits", ManifestReader::octal),
                number(fields, "uid"),
                number(fields, "gid"),
                fields.number("size", 0, Long.MAX_VALUE, BYTES),
                type.isLink() ? Optional.of(fields.text("target", "a path")) : Optional.empty());
    }

    private static Optional<Integer> octal(String text) {
        return text.matches("[0-7]{1,4}") ? Optional.of(Integer.parseInt(text, 8)) : Optional.empty();
    }

    private static long number(Fields fields, String name) {
        return fields.number(name, 0, Long.MAX_VALUE, "a whole number from 0 to 2^63 - 1");
    }

    static <T> List<T> each(Fields fields, String name, Function<Fields, T> reader) {
        return fields.objects(name).stream().map(reader).toList();
    }
}

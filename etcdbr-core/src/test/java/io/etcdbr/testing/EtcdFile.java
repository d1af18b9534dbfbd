package io.etcdbr.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The database of an etcd with what a test wants in it, each change a revision of its own. The first one is 2, as in a new etcd. */
public final class EtcdFile {
    private static final byte TOMBSTONE = 't';

    private final BboltWriter file = new BboltWriter();
    private final Map<String, long[]> living = new HashMap<>();
    private long revision = 1;

    public EtcdFile() {
        for (String bucket :
                new String[] {"alarm", "auth", "cluster", "key", "lease", "members", "members_removed", "meta"}) {
            file.bucket(bucket);
        }
    }

    public EtcdFile put(String key, String value) {
        return put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    public EtcdFile put(String key, byte[] value) {
        return put(key, value, 0);
    }

    /** @param lease its id, 0 for none */
    public EtcdFile put(String key, byte[] value, long lease) {
        revision++;
        long[] known = living.computeIfAbsent(key, _ -> new long[] {revision, 0});
        known[1]++;
        ProtobufMessage message = new ProtobufMessage()
                .bytes(1, key.getBytes(StandardCharsets.UTF_8))
                .number(2, known[0])
                .number(3, revision)
                .number(4, known[1])
                .bytes(5, value)
                .number(6, lease);
        file.put("key", revisionKey(revision), message.bytes());
        return this;
    }

    /** A deletion; the key's earlier values stay, as before a compaction. */
    public EtcdFile delete(String key) {
        revision++;
        living.remove(key);
        byte[] marked = ByteBuffer.allocate(18)
                .put(revisionKey(revision))
                .put(TOMBSTONE)
                .array();
        file.put(
                "key",
                marked,
                new ProtobufMessage()
                        .bytes(1, key.getBytes(StandardCharsets.UTF_8))
                        .bytes());
        return this;
    }

    /** The next change has this revision. */
    public EtcdFile at(long next) {
        revision = next - 1;
        return this;
    }

    public EtcdFile lease(long id, long seconds) {
        file.put(
                "lease",
                number(id),
                new ProtobufMessage().number(1, id).number(2, seconds).bytes());
        return this;
    }

    public EtcdFile member(long id, String name, String host) {
        String json =
                "{\"id\":%s,\"peerURLs\":[\"https://%s:2380\"],\"name\":\"%s\",\"clientURLs\":[\"https://%s:2379\"]}"
                        .formatted(Long.toUnsignedString(id), host, name, host);
        file.put("members", ascii(Long.toHexString(id)), ascii(json));
        return this;
    }

    /** @param type 1 NOSPACE, 2 CORRUPT */
    public EtcdFile alarm(long memberId, int type) {
        file.put(
                "alarm",
                new ProtobufMessage().number(1, memberId).number(2, type).bytes(),
                new byte[0]);
        return this;
    }

    public EtcdFile raft(long index, long term) {
        file.put("meta", ascii("consistent_index"), number(index));
        file.put("meta", ascii("term"), number(term));
        return this;
    }

    public EtcdFile versions(String cluster, String storage) {
        file.put("cluster", ascii("clusterVersion"), ascii(cluster));
        file.put("meta", ascii("storageVersion"), ascii(storage));
        return this;
    }

    /** As {@code etcdctl downgrade enable} leaves it. */
    public EtcdFile downgrade(String target) {
        file.put("cluster", ascii("downgrade"), ascii("{\"target-version\":\"" + target + "\",\"enabled\":true}"));
        return this;
    }

    public EtcdFile compacted(long at) {
        file.put("meta", ascii("scheduledCompactRev"), revisionKey(at));
        file.put("meta", ascii("finishedCompactRev"), revisionKey(at));
        return this;
    }

    public byte[] bytes() {
        return file.bytes();
    }

    public Path write(Path to) throws IOException {
        return Files.write(to, bytes());
    }

    private static byte[] revisionKey(long main) {
        return ByteBuffer.allocate(17).putLong(main).put((byte) '_').putLong(0).array();
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

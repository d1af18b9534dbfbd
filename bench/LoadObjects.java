import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Fills an etcd with objects like those of Kubernetes: keys below /registry, values with the protobuf envelope, sizes and
 * compressibility as in a cluster (many small leases and events, pods of some kilobytes, a few Secrets of random bytes). The same
 * arguments give the same objects. A size is that of the database file, not of the objects.
 *
 * <pre>java -cp 'lib/*' LoadObjects.java ENDPOINT CA CERTIFICATE KEY AMOUNT   (3000 objects, or 1024MiB, or about both: 300000/1024MiB)</pre>
 */
final class LoadObjects {
    private static final int OPERATIONS_PER_TRANSACTION = 64;
    private static final int TRANSACTIONS_UNDER_WAY = 8;
    /** Bytes of an object on average, as measured: of its value, and of its key with what etcd adds. */
    private static final int USUAL_VALUE = 4920;

    private static final int USUAL_OVERHEAD = 165;
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    /** A kind, its share of all objects in per cent, the median of its sizes, and how much of it is random bytes, in per cent. */
    private record Kind(String name, int share, int size, int random) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("events", 26, 900, 3),
            new Kind("leases/kube-node-lease", 8, 450, 4),
            new Kind("pods", 24, 7000, 3),
            new Kind("replicasets", 10, 4500, 3),
            new Kind("deployments", 5, 5500, 3),
            new Kind("endpointslices", 7, 1800, 4),
            new Kind("configmaps", 10, 6000, 4),
            new Kind("secrets", 7, 3500, 85),
            new Kind("customresources", 3, 16000, 4));

    private final Random random = new Random(20261120);
    private final byte[][] words = new byte[700][];
    private double scale = 1;
    private int objects;
    private long bytes;

    public static void main(String[] arguments) throws Exception {
        String amount = arguments[4];
        String[] both = amount.split("/");
        boolean size = amount.endsWith("MiB") && both.length == 1;
        long target = Long.parseLong(both[0].replace("MiB", "")) << (size ? 20 : 0);
        GRPC.setLevel(Level.WARNING);
        LoadObjects load = new LoadObjects();
        if (both.length == 2) {
            double each = (double) (Long.parseLong(both[1].replace("MiB", "")) << 20) / target;
            load.scale = (each * 4 / 5 - USUAL_OVERHEAD) / USUAL_VALUE;
        }
        ManagedChannel channel = Grpc.newChannelBuilder(
                        URI.create(arguments[0]).getAuthority(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(new File(arguments[1]))
                                .keyManager(new File(arguments[2]), new File(arguments[3]))
                                .build())
                .build();
        load.run(KVGrpc.newFutureStub(channel), target, size);
        channel.shutdownNow();
        System.out.println(load.objects + " objects, " + (load.bytes >> 20) + " MiB");
        System.exit(0);
    }

    private LoadObjects() {
        for (int i = 0; i < words.length; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = 3 + random.nextInt(14); k > 0; k--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            words[i] = word.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    private void run(KVGrpc.KVFutureStub etcd, long target, boolean bySize) throws Exception {
        Deque<Future<?>> underWay = new ArrayDeque<>();
        while ((bySize ? bytes : objects) < target) {
            List<RequestOp> operations = new ArrayList<>();
            while (operations.size() < OPERATIONS_PER_TRANSACTION && (bySize || objects < target)) {
                Kind kind = kind();
                byte[] value = value(kind);
                String key = "/registry/" + kind.name() + "/namespace-" + objects % 97 + "/"
                        + new String(word(), StandardCharsets.US_ASCII) + "-" + Integer.toHexString(objects);
                operations.add(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFrom(value)))
                        .build());
                objects++;
                // What etcd adds to an object, and how full it leaves its pages, as measured.
                bytes += (key.length() + value.length + 100) * 5L / 4;
            }
            underWay.add(etcd.txn(TxnRequest.newBuilder().addAllSuccess(operations).build()));
            if (underWay.size() > TRANSACTIONS_UNDER_WAY) {
                underWay.remove().get();
            }
        }
        for (Future<?> transaction : underWay) {
            transaction.get();
        }
    }

    private Kind kind() {
        int place = random.nextInt(100);
        for (Kind kind : KINDS) {
            place -= kind.share();
            if (place < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares are not 100 in sum");
    }

    private byte[] value(Kind kind) {
        // Log-normal, as sizes of objects are: half below the median, a few far above it.
        int size = (int) Math.min(200_000, scale * kind.size() * Math.exp(0.6 * random.nextGaussian()));
        ByteArrayOutputStream value = new ByteArrayOutputStream(size + 64);
        value.writeBytes(new byte[] {'k', '8', 's', 0, 10, 9, 10, 2, 'v', '1', 18, 3});
        value.writeBytes(kind.name().getBytes(StandardCharsets.US_ASCII));
        while (value.size() < size) {
            if (random.nextInt(100) < kind.random()) {
                byte[] unique = new byte[8 + random.nextInt(24)];
                random.nextBytes(unique);
                // A uid, a digest or a token is text in most objects and bytes in Secrets.
                value.writeBytes(
                        kind.random() > 50
                                ? unique
                                : HexFormat.of().formatHex(unique).getBytes(StandardCharsets.US_ASCII));
            } else {
                byte[] word = word();
                value.write(10 + 8 * random.nextInt(6));
                value.write(word.length);
                value.writeBytes(word);
            }
        }
        return value.toByteArray();
    }

    /** Some words are far more frequent than others. */
    private byte[] word() {
        return words[(int) Math.abs(random.nextGaussian() * 120) % words.length];
    }
}

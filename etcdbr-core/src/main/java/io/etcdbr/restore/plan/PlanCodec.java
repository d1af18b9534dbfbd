package io.etcdbr.restore.plan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Fields;
import io.etcdbr.format.JsonTree;
import io.etcdbr.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Plans as bytes. A plan has one spelling only, so that its digest is the digest of the file on every node. */
public final class PlanCodec {
    static final int VERSION = 1;

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_DEPTH = 8;
    private static final String REMEDY = "Nothing was done with it; make a new plan with 'kubectl etcdbr restore'";
    private static final Gson WRITER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private PlanCodec() {}

    /** The only bytes of this plan; {@link #decode} reads them back to an equal record. */
    public static byte[] encode(RestorePlan plan) {
        return spelled(PlanWriter.json(plan));
    }

    /** A plan that travelled as a tree, in its spelling again: the bytes it had, if nothing in it was changed. */
    public static byte[] spelled(JsonObject plan) {
        return (WRITER.toJson(plan) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The SHA-256 of the plan's bytes, by which nodes and keys name it. */
    public static Sha256 digest(RestorePlan plan) {
        return Sha256.digestOf(encode(plan));
    }

    /**
     * Reads a plan strictly: a field that is unknown, missing or wrong, parts that do not fit each other, and another spelling are
     * refused.
     *
     * @param document what a failure calls it, such as {@code plan /etc/kubernetes/etcdbr/…/plan.json}
     * @throws EtcdbrException with {@link ExitCode#DAMAGED} if it is no plan as {@link #encode} writes it, or with {@link
     *     ExitCode#REFUSED} if it is of another version
     */
    public static RestorePlan decode(byte[] bytes, String document) {
        if (bytes.length > MOST_BYTES) {
            throw damaged(document, "it has more than " + MOST_BYTES + " bytes");
        }
        RestorePlan plan = plan(bytes, document);
        if (!Arrays.equals(encode(plan), bytes)) {
            throw damaged(document, "it was changed: it is not spelled as etcdbr writes a plan");
        }
        return plan;
    }

    private static RestorePlan plan(byte[] bytes, String document) {
        JsonObject json;
        try {
            json = JsonTree.parse(bytes, MOST_DEPTH);
        } catch (JsonParseException e) {
            throw damaged(document, "it " + e.getMessage());
        }
        Fields root = Fields.of(document, REMEDY, json);
        long version = root.number("version", 1, Integer.MAX_VALUE, "the version of a plan, 1");
        if (version != VERSION) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    document + " has version " + version + "; this etcdbr reads version " + VERSION,
                    "Use the etcdbr that made it");
        }
        try {
            return PlanReader.read(root);
        } catch (IllegalArgumentException e) {
            throw damaged(document, String.valueOf(e.getMessage()));
        }
    }

    private static EtcdbrException damaged(String document, String problem) {
        return new EtcdbrException(ExitCode.DAMAGED, document + ": " + problem, REMEDY);
    }
}

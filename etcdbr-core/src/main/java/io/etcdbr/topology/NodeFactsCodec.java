package io.etcdbr.topology;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.JsonTree;

/** Facts as JSON. What a newer stager adds is passed over; what is missing is a failure. */
public final class NodeFactsCodec {
    private static final int DEPTH = 16;
    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapterFactory(new RecordAdapters())
            .registerTypeAdapterFactory(new OptionalAdapters())
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .create();

    private NodeFactsCodec() {}

    public static String encode(NodeFacts facts) {
        return GSON.toJson(facts);
    }

    /**
     * @param source of the bytes, for messages, such as {@code the stager on cp1}
     * @throws EtcdbrException {@link ExitCode#REFUSED} if they are none, or of another version
     */
    public static NodeFacts decode(byte[] json, String source) {
        try {
            JsonObject tree = JsonTree.parse(json, DEPTH);
            int version = tree.get("version") == null ? 0 : tree.get("version").getAsInt();
            if (version != NodeFacts.VERSION) {
                throw new JsonParseException("they have version " + version + ", not " + NodeFacts.VERSION);
            }
            return GSON.fromJson(tree, NodeFacts.class);
        } catch (JsonParseException | NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
            throw refused(source, e);
        }
    }

    private static EtcdbrException refused(String source, Exception cause) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.REFUSED,
                        "the facts of " + source + " are not understood: " + cause.getMessage(),
                        "Use the same version of etcdbr in the image and in the plugin"),
                cause);
    }
}

package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Kubernetes cluster, as far as the program has to do with it. Every failure is an {@link EtcdbrException} that tells cause
 * and remedy. Any thread may call.
 */
public interface Cluster extends AutoCloseable {

    /** For messages, such as "the cluster of context 'prod' (https://10.0.0.1:6443)". */
    String title();

    /** Where objects are looked for unless another namespace is said, if the kubeconfig's context names it. */
    default Optional<String> namespace() {
        return Optional.empty();
    }

    /** An object, if it is there. */
    Optional<KubeObject> find(Kind kind, String namespace, String name);

    /**
     * Objects, in the API's order.
     *
     * @param namespace empty for all
     * @param labels a label selector; empty for all
     */
    List<KubeObject> list(Kind kind, Optional<String> namespace, String labels);

    /** The revision of etcd at which the API answers now; it rises with each change. */
    long revision();

    /**
     * Makes an object; its name may be left to the server by {@code generateName}.
     *
     * @return as it was made
     */
    KubeObject create(Kind kind, String namespace, JsonObject object);

    /** Removes an object and all that belongs to it, as soon as it may; does nothing if it is not there. */
    void delete(Kind kind, String namespace, String name);

    /**
     * Passes on the lines that a container says, from its first to its last one: returns when the container has ended, or at
     * once if {@code follow} is off.
     */
    void log(String namespace, String pod, String container, boolean follow, Consumer<String> lines);

    /**
     * Runs a program in a container to its end. Refused by what passes before it was started, it is tried again a few times; what was started
     * is started once.
     *
     * @param in its standard input, read to the end and then closed for it
     * @param out its standard output, written as it comes
     * @return its exit code
     */
    int exec(
            String namespace,
            String pod,
            String container,
            List<String> command,
            InputStream in,
            OutputStream out,
            OutputStream err);

    /**
     * Runs a program in a container to its end, asked of the node's kubelet: it goes on running pods that the API knows no more, until it
     * looks at the API again. Takes the right to create nodes/proxy.
     *
     * @param command words without spaces, which the kubelet splits at them
     * @return what it wrote to its standard output, and to its standard error
     * @throws EtcdbrException also if it ended with another code than 0
     */
    String runByKubelet(String node, String namespace, String pod, String container, List<String> command);

    /** The same one, by which nothing refused is tried again: for who looks on by itself, and wants to know at once. */
    default Cluster once() {
        return this;
    }

    /** Why no API server answers and is ready, asked once and briefly; empty if one is. Never fails. */
    Optional<Failure> notReady();

    /** Whether an API server answers and is ready, asked once and briefly. Never fails. */
    default boolean answers() {
        return notReady().isEmpty();
    }

    /** Ends all that is under way, from any thread. */
    void cancel();

    @Override
    void close();
}

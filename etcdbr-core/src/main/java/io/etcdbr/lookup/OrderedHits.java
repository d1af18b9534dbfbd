package io.etcdbr.lookup;

import com.google.gson.JsonElement;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Objects that wait for all others to be known before they are shown: of each is held what it is ordered by, and where it is. */
final class OrderedHits {
    private static final String REMEDY =
            "Name a field that holds numbers or texts, such as .metadata.creationTimestamp";

    private final ObjectOrder order;
    private final List<Waiting> all = new ArrayList<>();
    private boolean unread;

    /**
     * An object that waits.
     *
     * @param group in which it is ordered
     * @param revision of its value, which is read again then unless {@code value} is held
     */
    record Waiting(
            int group, SortValue key, Resource resource, Optional<Revision> revision, Optional<KeyValue> value) {}

    OrderedHits(ObjectOrder order) {
        this.order = order;
    }

    /** @param object is not held */
    void add(int group, FoundObject object, Optional<Revision> revision, Optional<KeyValue> value) {
        all.add(new Waiting(order.eachResource() ? group : 0, key(object), object.resource(), revision, value));
    }

    private SortValue key(FoundObject object) {
        Optional<ObjectTree> tree = object.tree();
        if (tree.isEmpty()) {
            unread = true;
            return SortValue.MISSING;
        }
        try {
            List<JsonElement> found = order.path().results(tree.get().json());
            return found.isEmpty()
                    ? SortValue.MISSING
                    : SortValue.of(found.getFirst())
                            .orElseThrow(() -> wrong(object + " has no number and no text in " + order.path()));
        } catch (JsonPathException e) {
            throw wrong("the order by " + order.path() + " does not fit " + object + ": " + e.getMessage());
        }
    }

    private static EtcdbrException wrong(String problem) {
        return new EtcdbrException(ExitCode.USAGE, problem, REMEDY);
    }

    /** @throws EtcdbrException with {@link ExitCode#USAGE} if none of several objects has what they are ordered by */
    List<Waiting> inOrder() {
        if (all.size() > 1 && !unread && all.stream().allMatch(waiting -> waiting.key.isMissing())) {
            throw wrong("none of the " + all.size() + " objects has " + order.path());
        }
        all.sort(Comparator.comparing(Waiting::group).thenComparing(Waiting::key));
        return List.copyOf(all);
    }
}

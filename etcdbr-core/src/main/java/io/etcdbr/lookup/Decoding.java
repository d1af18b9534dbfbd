package io.etcdbr.lookup;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.resources.ObjectTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes found objects and remembers what stood in the way. */
final class Decoding {
    private final ObjectReader reader;
    private final Map<String, Trouble> sealed = new LinkedHashMap<>();
    private Optional<Trouble> malformed = Optional.empty();
    private Optional<Trouble> incomplete = Optional.empty();

    /**
     * What befell one or several objects.
     *
     * @param first of them
     * @param detail what befell that one
     */
    private record Trouble(FoundObject first, String detail, int count) {
        Trouble more() {
            return new Trouble(first, detail, count + 1);
        }

        static Optional<Trouble> add(Optional<Trouble> known, FoundObject object, String detail) {
            return Optional.of(known.map(Trouble::more).orElseGet(() -> new Trouble(object, detail, 1)));
        }

        String whose() {
            return first + (count == 1 ? "" : " and " + (count - 1) + " more");
        }
    }

    Decoding(ObjectReader reader) {
        this.reader = reader;
    }

    Optional<ObjectTree> tree(FoundObject object, KeyValue value) {
        if (reader.open(value) instanceof StoredValue.Encrypted encrypted) {
            String by = "the provider " + encrypted.provider() + " with the key '" + encrypted.keyName() + "'";
            sealed.merge(by, new Trouble(object, "", 1), (known, _) -> known.more());
            return Optional.empty();
        }
        try {
            KubernetesObject decoded = reader.read(value);
            if (!decoded.complete()) {
                incomplete = Trouble.add(
                        incomplete,
                        object,
                        decoded.known() ? decoded.unknown().first().getFirst().toString() : "its type as a whole");
            }
            return Optional.of(new ObjectTree(decoded.tree()));
        } catch (ObjectException e) {
            malformed = Trouble.add(malformed, object, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        sealed.forEach((by, trouble) -> failures.add(new Failure(
                ExitCode.IDENTITY,
                trouble.whose() + (trouble.count == 1 ? " is" : " are") + " encrypted at rest by " + by,
                "Give the API server's EncryptionConfiguration with --encryption-config, or take the stored bytes with -o"
                        + " raw")));
        malformed.ifPresent(trouble -> failures.add(new Failure(
                ExitCode.DAMAGED,
                trouble.whose() + " cannot be decoded: " + trouble.detail,
                "Take the stored bytes with -o raw, or look into another backup")));
        return failures;
    }

    /** What was decoded but not wholly understood. */
    Optional<String> note() {
        return incomplete.map(trouble -> trouble.whose()
                + " was written by a Kubernetes newer than this program; left out here: " + trouble.detail
                + "; -o raw gives the stored bytes");
    }
}

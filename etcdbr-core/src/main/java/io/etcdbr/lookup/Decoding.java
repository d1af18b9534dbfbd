package io.etcdbr.lookup;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.KubernetesObject;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.objects.UnknownTypeException;
import io.etcdbr.resources.ObjectTree;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Decodes found objects and remembers what stood in the way. */
final class Decoding {
    private static final String RAW = "take the stored bytes with -o raw";

    private final ObjectReader reader;
    private final String otherwise;
    private final String otherwiseSealed;
    private final Map<Seal, Trouble> sealed = new LinkedHashMap<>();
    private final Map<String, Trouble> unknown = new LinkedHashMap<>();
    private Optional<Trouble> malformed = Optional.empty();
    private Optional<Trouble> incomplete = Optional.empty();

    private record Seal(String provider, String keyName) {}

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

        String are() {
            return count == 1 ? " is" : " are";
        }

        String whose() {
            return first + (count == 1 ? "" : " and " + (count - 1) + " more");
        }
    }

    Decoding(ObjectReader reader) {
        this(reader, RAW, reader.hasKeys() ? RAW + " and without --encryption-config" : RAW);
    }

    /** @param otherwise what to do about what cannot be decoded, in the imperative */
    Decoding(ObjectReader reader, String otherwise) {
        this(reader, otherwise, otherwise);
    }

    private Decoding(ObjectReader reader, String otherwise, String otherwiseSealed) {
        this.reader = reader;
        this.otherwise = otherwise;
        this.otherwiseSealed = otherwiseSealed;
    }

    /** What is stored, opened if there are keys; empty if none of them opens it. */
    Optional<MemorySegment> bytes(FoundObject object, KeyValue value) {
        if (!reader.hasKeys()) {
            return Optional.of(value.value());
        }
        StoredValue opened = reader.open(value);
        if (opened instanceof StoredValue.Encrypted encrypted) {
            sealed(object, encrypted);
            return Optional.empty();
        }
        return Optional.of(opened.bytes());
    }

    private void sealed(FoundObject object, StoredValue.Encrypted encrypted) {
        Seal seal = new Seal(encrypted.provider(), encrypted.keyName());
        sealed.merge(seal, new Trouble(object, "", 1), (known, _) -> known.more());
    }

    Optional<ObjectTree> tree(FoundObject object, KeyValue value) {
        if (reader.open(value) instanceof StoredValue.Encrypted encrypted) {
            sealed(object, encrypted);
            return Optional.empty();
        }
        try {
            KubernetesObject decoded = reader.read(value);
            if (!decoded.complete()) {
                int more = decoded.unknown().count() - 1;
                incomplete = Trouble.add(
                        incomplete,
                        object,
                        decoded.unknown().first().getFirst() + (more == 0 ? "" : ", and " + more + " more"));
            }
            return Optional.of(new ObjectTree(decoded.tree()));
        } catch (UnknownTypeException e) {
            unknown.merge(e.type(), new Trouble(object, "", 1), (known, _) -> known.more());
            return Optional.empty();
        } catch (ObjectException e) {
            malformed = Trouble.add(malformed, object, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The gravest first. */
    List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        malformed.ifPresent(trouble -> failures.add(new Failure(
                ExitCode.DAMAGED,
                trouble.whose() + " cannot be decoded: " + trouble.detail,
                "Look into another backup, or " + otherwise)));
        sealed.forEach((seal, trouble) -> failures.add(new Failure(
                ExitCode.IDENTITY,
                trouble.whose() + trouble.are() + " encrypted at rest by the provider " + seal.provider()
                        + " with the key '" + seal.keyName() + "'",
                switch (reader.whyClosed(seal.provider())) {
                    case NO_KEYS ->
                        "Give the API server's EncryptionConfiguration with --encryption-config, or " + otherwiseSealed;
                    case NONE_FITS ->
                        "No key of the EncryptionConfiguration given opens that: give the one that the API server had when it"
                                + " wrote the object, or " + otherwiseSealed;
                    case NOT_TO_BE_OPENED ->
                        "No EncryptionConfiguration holds the key for that, so only the API server can open it: "
                                + otherwiseSealed;
                })));
        unknown.forEach((type, trouble) -> failures.add(new Failure(
                ExitCode.REFUSED,
                trouble.whose() + trouble.are() + " stored as " + type + ", which this program does not know",
                otherwise.substring(0, 1).toUpperCase(Locale.ROOT) + otherwise.substring(1))));
        return failures;
    }

    /** What was decoded but not wholly understood. */
    Optional<String> note() {
        return incomplete.map(trouble -> trouble.whose()
                + (trouble.count == 1 ? " holds" : " hold")
                + " fields that this program does not know, of a newer Kubernetes or a much older one; left out here: "
                + trouble.detail + "; -o raw gives the stored bytes");
    }
}

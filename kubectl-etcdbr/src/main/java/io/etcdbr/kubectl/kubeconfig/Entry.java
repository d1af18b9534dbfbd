package io.etcdbr.kubectl.kubeconfig;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.tls.PemFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, user or context of a kubeconfig. All scalars are texts.
 *
 * @param title for messages, such as "user 'admin' in /home/me/.kube/config"
 * @param folder that of its file: relative paths begin there
 */
record Entry(String title, Path folder, Map<String, Object> fields) {

    static Entry empty(String title, Path folder) {
        return new Entry(title, folder, Map.of());
    }

    /** Absent or empty alike, as in kubectl. */
    Optional<String> text(String field) {
        return fields.get(field) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    boolean isOn(String field) {
        return text(field).filter("true"::equalsIgnoreCase).isPresent();
    }

    Optional<Path> path(String field) {
        return text(field).map(folder::resolve);
    }

    Optional<Entry> entry(String field) {
        return fields.get(field) instanceof Map<?, ?> map
                ? Optional.of(new Entry(field + " of " + title, folder, named(map)))
                : Optional.empty();
    }

    List<Entry> entries(String field) {
        List<Entry> found = new ArrayList<>();
        if (fields.get(field) instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    found.add(new Entry(field + " of " + title, folder, named(map)));
                }
            }
        }
        return found;
    }

    List<String> texts(String field) {
        return fields.get(field) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** From the field {@code NAME-data}, which beats a file, or from the file that {@code NAME} names. */
    Optional<PemFile> pem(String field) {
        Optional<PemFile> inline =
                text(field + "-data").map(data -> PemFile.parse(field + "-data of " + title, decoded(field, data)));
        return inline.isPresent() ? inline : path(field).map(PemFile::read);
    }

    private byte[] decoded(String field, String data) {
        try {
            return Base64.getMimeDecoder().decode(data.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    field + "-data of " + title + " is not base64",
                    "Copy the kubeconfig again, from where it was made");
        }
    }

    static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((@Nullable Object key, @Nullable Object value) -> {
            if (value != null) {
                fields.put(String.valueOf(key), value);
            }
        });
        return fields;
    }
}

package io.etcdbr.atrest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways of encrypting with a key that stands in the configuration itself, as Kubernetes' documentation names them. */
enum Provider {
    AESCBC("aescbc", List.of(16, 24, 32)),
    AESGCM("aesgcm", List.of(16, 24, 32)),
    SECRETBOX("secretbox", List.of(32));

    private final String word;
    private final List<Integer> sizes;

    Provider(String word, List<Integer> sizes) {
        this.word = word;
        this.sizes = sizes;
    }

    /** As in a configuration, and in front of a sealed value. */
    String word() {
        return word;
    }

    /** How many bytes a key may have. */
    List<Integer> sizes() {
        return sizes;
    }

    static Optional<Provider> of(String word) {
        return Arrays.stream(values())
                .filter(provider -> provider.word.equals(word))
                .findFirst();
    }
}

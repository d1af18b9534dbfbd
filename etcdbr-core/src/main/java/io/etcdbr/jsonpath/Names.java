package io.etcdbr.jsonpath;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Texts in the order that Go has them in. */
public final class Names {
    /** By their bytes in UTF-8, which is the order of their code points. */
    public static final Comparator<String> ORDER =
            Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private Names() {}
}

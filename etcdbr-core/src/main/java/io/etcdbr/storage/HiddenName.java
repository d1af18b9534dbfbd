package io.etcdbr.storage;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names that providers over directories give to files which are not finished: they begin with a dot, so that no {@link
 * ObjectKey} can meet them, and are the same for all such providers, so that each can tidy up a directory that another filled.
 */
public final class HiddenName {
    private static final Pattern SHAPE = Pattern.compile("\\.etcdbr-[0-9a-f]{16}\\.part|\\.etcdbr-claim-.+");
    private static final SecureRandom RANDOM = new SecureRandom();

    private HiddenName() {}

    /** A new name for a file that is being written. */
    public static String unfinished() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return ".etcdbr-" + HexFormat.of().formatHex(random) + ".part";
    }

    /** The name of the empty file whose exclusive creation gives the right to publish {@code name}, where links cannot. */
    public static String claim(String name) {
        return ".etcdbr-claim-" + name;
    }

    public static boolean isOne(String name) {
        return SHAPE.matcher(name).matches();
    }
}

package io.etcdbr.objects;

/**
 * What a stored object says it is.
 *
 * @param apiVersion {@code v1} or {@code GROUP/VERSION}, as stored, which need not be the version a client asked for
 */
public record TypeMeta(String apiVersion, String kind) {

    /** Empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    public String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return apiVersion + " " + kind;
    }
}

package io.etcdbr.kubectl.preflight;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Major and minor of a version such as {@code v1.36.2}, {@code 3.6} or {@code registry/kube-apiserver:v1.36.2@sha256:…}. */
record Versions(int major, int minor) {
    private static final Pattern SHAPE = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:[.+-].*)?");

    static Optional<Versions> of(String text) {
        Matcher version = SHAPE.matcher(text);
        return version.matches()
                ? Optional.of(new Versions(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    /** Of an image's tag. */
    static Optional<String> tag(String image) {
        String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? Optional.of(name.substring(colon + 1)) : Optional.empty();
    }

    int distance(Versions other) {
        return major == other.major ? Math.abs(minor - other.minor) : Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

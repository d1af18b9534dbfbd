package io.etcdbr.node.facts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that this process sees, from {@code /proc/self/mountinfo}; in a pod those of the node lie below its root. */
record MountTable(List<Mount> mounts) {
    private static final int DEVICE_FIELD = 2;
    private static final int POINT_FIELD = 4;
    private static final int LEAST_FIELDS = 6;

    /**
     * @param device {@code major:minor}
     * @param fileSystem such as {@code ext4}
     */
    record Mount(Path point, String device, String fileSystem) {}

    static MountTable read(Path mountinfo) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(mountinfo, StandardCharsets.UTF_8)) {
            String[] fields = line.split(" ");
            int separator = line.indexOf(" - ");
            if (fields.length > LEAST_FIELDS && separator > 0) {
                String[] after = line.substring(separator + " - ".length()).split(" ");
                mounts.add(new Mount(Path.of(unescaped(fields[POINT_FIELD])), fields[DEVICE_FIELD], after[0]));
            }
        }
        return new MountTable(mounts);
    }

    /** The mount that holds the path; where several lie on each other, the last one. */
    Optional<Mount> of(Path path) {
        return mounts.stream()
                .filter(mount -> path.startsWith(mount.point))
                .reduce((one, other) -> other.point.getNameCount() >= one.point.getNameCount() ? other : one);
    }

    boolean isMountPoint(Path path) {
        return mounts.stream().anyMatch(mount -> mount.point.equals(path));
    }

    /** Spaces and the like are octal there. */
    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}

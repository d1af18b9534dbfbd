package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container of a static pod.
 *
 * @param where its file and line
 * @param words command and arguments, with {@code $(VARIABLE)} put in as kubelet does
 * @param variables those with a value in the manifest
 * @param readiness how kubelet asks whether it is ready
 */
public record Container(
        String where,
        String name,
        String image,
        List<String> words,
        Map<String, String> variables,
        Set<String> variablesFromElsewhere,
        List<Mount> mounts,
        Optional<Probe> readiness) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\)");

    public Container {
        words = List.copyOf(words);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        variablesFromElsewhere = Set.copyOf(variablesFromElsewhere);
        mounts = List.copyOf(mounts);
    }

    /**
     * A folder or file of the container.
     *
     * @param host the same on the node; empty if it is none of the node
     */
    public record Mount(String path, Optional<String> host) {}

    /** Which component its command starts, if one; programs that start others are looked through. */
    public Optional<Component> component() {
        return words.stream()
                .takeWhile(word -> !word.startsWith("-"))
                .map(Component::ofProgram)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * The flags of the component.
     *
     * @throws TopologyException if something else starts it, such as a shell, so that the flags cannot be told
     */
    public Flags flags() throws TopologyException {
        if (words.isEmpty() || Component.ofProgram(words.getFirst()).isEmpty()) {
            throw new TopologyException(
                    where,
                    "container " + name + " is started by '" + (words.isEmpty() ? image : words.getFirst())
                            + "'; expected the program itself, so that its flags can be read");
        }
        return Flags.parse(where, words.subList(1, words.size()));
    }

    /**
     * Where a path of the container lies on the node.
     *
     * @param what it is, for the message
     * @throws TopologyException if it is not absolute or in no volume of the node
     */
    public MappedPath onHost(String path, String what) throws TopologyException {
        if (!path.startsWith("/")) {
            throw new TopologyException(where, what + " is '" + path + "'; expected an absolute path");
        }
        String clean = cleaned(path);
        Mount best = null;
        for (Mount mount : mounts) {
            boolean holds = mount.path.equals("/") || clean.equals(mount.path) || clean.startsWith(mount.path + "/");
            if (holds && (best == null || mount.path.length() > best.path.length())) {
                best = mount;
            }
        }
        if (best == null || best.host.isEmpty()) {
            throw new TopologyException(
                    where,
                    what + " is " + path + ", which is in no hostPath volume of container " + name
                            + "; expected it on the node");
        }
        return new MappedPath(path, cleaned(best.host.get() + "/" + clean.substring(best.path.length())));
    }

    static Container of(Yaml container, Map<String, String> hostPaths) throws TopologyException {
        Map<String, String> variables = new LinkedHashMap<>();
        Set<String> elsewhere = new HashSet<>();
        for (Yaml variable : container.children("env")) {
            String name = variable.required("name");
            if (variable.child("valueFrom").isPresent()) {
                elsewhere.add(name);
            } else {
                variables.put(name, expanded(variable.text("value").orElse(""), variables));
            }
        }
        if (!container.children("envFrom").isEmpty()) {
            throw new TopologyException(
                    container.where("envFrom"), "a static pod with envFrom is not understood; expected none");
        }
        List<String> words = new ArrayList<>(container.texts("command"));
        words.addAll(container.texts("args"));
        List<Mount> mounts = new ArrayList<>();
        for (Yaml mount : container.children("volumeMounts")) {
            Optional<String> host = Optional.ofNullable(hostPaths.get(mount.required("name")));
            Optional<String> below = mount.text("subPath");
            mounts.add(new Mount(
                    cleaned(mount.required("mountPath")), host.map(path -> cleaned(path + "/" + below.orElse("")))));
        }
        Optional<Yaml> probe = container.child("readinessProbe");
        return new Container(
                container.where(),
                container.text("name").orElse(""),
                container.text("image").orElse(""),
                words.stream().map(word -> expanded(word, variables)).toList(),
                variables,
                elsewhere,
                mounts,
                probe.isPresent() ? Probe.of(probe.get()) : Optional.empty());
    }

    /** As kubelet does: what is not known stays as it stands. */
    private static String expanded(String text, Map<String, String> variables) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            String name = match.group(1);
            return Matcher.quoteReplacement(name == null ? "$" : variables.getOrDefault(name, match.group()));
        });
    }

    /** Without empty parts, {@code .} and {@code ..}, as Go's {@code path.Clean}. */
    private static String cleaned(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> {
                    if (!parts.isEmpty()) {
                        parts.removeLast();
                    }
                }
                default -> parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}

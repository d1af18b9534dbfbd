package io.etcdbr.kubectl.kubeconfig;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Several files as one. As in kubectl, the first file that has an entry of a name has it for all, and the first that names a
 * current context.
 *
 * @param files those that were there
 */
record Kubeconfig(
        List<Path> files,
        Map<String, Entry> contexts,
        Map<String, Entry> clusters,
        Map<String, Entry> users,
        Optional<String> currentContext) {

    /** Takes every scalar for a text: a token may look like a number. */
    private static final class Texts extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }

    /**
     * @param required whether a file that is not there is a failure
     * @throws EtcdbrException if a file is no kubeconfig
     */
    static Kubeconfig read(List<Path> paths, boolean required) {
        List<Entry> read = paths.stream()
                .map(path -> read(path, required))
                .flatMap(Optional::stream)
                .toList();
        return new Kubeconfig(
                paths.stream().filter(Files::exists).toList(),
                merged(read, "contexts", "context"),
                merged(read, "clusters", "cluster"),
                merged(read, "users", "user"),
                read.stream()
                        .flatMap(file -> file.text("current-context").stream())
                        .findFirst());
    }

    String names() {
        return String.join(", ", files.stream().map(Path::toString).toList());
    }

    private static Map<String, Entry> merged(List<Entry> files, String list, String field) {
        Map<String, Entry> merged = new LinkedHashMap<>();
        for (Entry file : files) {
            for (Entry named : file.entries(list)) {
                named.text("name").ifPresent(name -> {
                    String title = field + " '" + name + "' in " + file.title();
                    Entry entry = named.entry(field)
                            .map(found -> new Entry(title, file.folder(), found.fields()))
                            .orElseGet(() -> Entry.empty(title, file.folder()));
                    merged.putIfAbsent(name, entry);
                });
            }
        }
        return merged;
    }

    private static Optional<Entry> read(Path path, boolean required) {
        try {
            Object tree = yaml().load(Files.readString(path));
            if (tree == null) {
                return Optional.empty();
            }
            if (tree instanceof Map<?, ?> map) {
                Path folder = path.toAbsolutePath().getParent();
                return Optional.of(
                        new Entry(path.toString(), folder == null ? Path.of("/") : folder, Entry.named(map)));
            }
            throw unusable(path, "it is no mapping");
        } catch (NoSuchFileException e) {
            if (required) {
                throw unusable(path, "there is no such file");
            }
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw unusable(path, "user " + System.getProperty("user.name") + " may not read it");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw unusable(path, "line " + line + " is not YAML: " + e.getProblem());
        } catch (IOException | YAMLException e) {
            throw unusable(path, "it cannot be read: " + e.getMessage());
        }
    }

    private static EtcdbrException unusable(Path path, String why) {
        return new EtcdbrException(
                ExitCode.USAGE,
                "the kubeconfig " + path + " cannot be used: " + why,
                "Mend it, or name another with --kubeconfig or KUBECONFIG");
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(50);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Texts());
    }
}

package io.etcdbr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md cannot rot: it names exactly the packages there are, in every module. */
class ArchitectureDocumentTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern PACKAGE = Pattern.compile("`(io\\.etcdbr(?:\\.[a-z0-9]+)+)`");

    @Test
    void theDocumentNamesEveryPackageAndNoOther() throws IOException {
        String document = Files.readString(TOP.resolve("ARCHITECTURE.md"));
        Set<String> named = PACKAGE.matcher(document)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(packages());
    }

    private static Set<String> packages() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path sources : sourceFolders()) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.endsWith("package-info.java"))
                        .map(file -> sources.relativize(file.resolveSibling("")).toString())
                        .map(folder -> folder.replace('/', '.'))
                        .forEach(packages::add);
            }
        }
        return packages;
    }

    private static List<Path> sourceFolders() throws IOException {
        try (Stream<Path> modules = Files.list(TOP)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}

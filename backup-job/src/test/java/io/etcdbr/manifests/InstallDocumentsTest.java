package io.etcdbr.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say about the manifests is there, and all that is there is in the documents. */
class InstallDocumentsTest {
    private static final Pattern PATH =
            Pattern.compile("(?<![/\\w])(?:kustomize|manifests|docs)/[A-Za-z0-9_./-]*[A-Za-z0-9]");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final List<Path> DOCUMENTS = Stream.of(
                    "README.md", "docs/install.md", "docs/security.md", "docs/operations.md")
            .map(Manifests.TOP::resolve)
            .toList();

    @Test
    void theInstallGuideNamesEveryComponentAndEveryOverlay() throws IOException {
        String guide = Manifests.read(Manifests.TOP.resolve("docs/install.md"));
        List<String> components = new ArrayList<>();
        Path folder = Manifests.KUSTOMIZE.resolve("components");
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.endsWith("kustomization.yaml"))
                    .forEach(file -> components.add("`" + folder.relativize(file.resolveSibling("")) + "`"));
        }
        Manifests.foldersIn("overlays").forEach(name -> components.add("`" + name + "`"));

        assertThat(components).hasSizeGreaterThan(15);
        assertThat(guide).contains(components);
    }

    @Test
    void everyFileThatADocumentOrAManifestNamesIsThere() throws IOException {
        List<Path> texts = new ArrayList<>(DOCUMENTS);
        try (Stream<Path> files = Stream.concat(Files.walk(Manifests.SOURCE), Files.walk(Manifests.KUSTOMIZE))) {
            files.filter(Files::isRegularFile).forEach(texts::add);
        }
        for (Path text : texts) {
            for (Matcher match = PATH.matcher(Manifests.read(text)); match.find(); ) {
                assertThat(Manifests.TOP.resolve(match.group()))
                        .as("named in %s", text)
                        .exists();
            }
        }
    }

    @Test
    void everyLinkLeadsToAFile() {
        for (Path document : DOCUMENTS) {
            for (Matcher match = LINK.matcher(Manifests.read(document)); match.find(); ) {
                assertThat(document.resolveSibling(match.group(1)))
                        .as("linked in %s", document)
                        .exists();
            }
        }
    }

    @Test
    void theSecretsThatTheGuideTellsToMakeAreThoseThatAreMounted() {
        String guide = Manifests.read(Manifests.TOP.resolve("docs/install.md"));
        List<String> mounted = new ArrayList<>();
        for (String component : List.of(
                "stores/s3", "stores/sftp", "distributions/certs-from-secret", "distributions/hosted", "identity")) {
            String text = Manifests.read(
                    Manifests.KUSTOMIZE.resolve("components").resolve(component).resolve("kustomization.yaml"));
            Pattern.compile("secretName: (\\S+)").matcher(text).results().forEach(match -> mounted.add(match.group(1)));
        }

        assertThat(mounted).hasSize(5).allSatisfy(secret -> assertThat(guide).contains("Secret `" + secret + "`"));
    }
}

package io.etcdbr.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.storage.providers.StoreProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=ConfigurationReferenceTest -Detcdbr.updateDocs=true} writes the document anew. */
class ConfigurationReferenceTest {
    private static final Path DOCUMENT = Path.of("../docs/reference/configuration.md");

    @Test
    void theReferenceSaysWhatTheTableOfSettingsSays() throws IOException {
        String expected = reference();
        if (Boolean.getBoolean("etcdbr.updateDocs")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(DOCUMENT).hasContent(expected);
    }

    private static String reference() {
        StringBuilder text = new StringBuilder("""
                # Settings of `etcdbr-job` and `kubectl etcdbr`

                Every setting can be given as a flag, as an environment variable or as a key in the configuration file. A flag beats the
                variable, the variable beats the file, the file beats the default. A list is replaced as a whole, never added to, and so are the
                rules of retention: with one `--keep-...` or `--max-total-size` on the command line, no rule of a variable or of the file counts.
                What a restore is not to do unseen counts on the command line only: `--yes`, `--allow`, `--fenced`, and on a node `--force`.
                `restore`, `restore rollback`, `restore clean` and `etcdbr-node rollback` and `clean` refuse (2) such a variable or key.

                The configuration file is YAML: one flat mapping of keys to values. All mistakes in flags, variables and file are
                reported at once, and nothing is done before they are mended.

                ```yaml
                cluster: prod
                recipients:
                  - age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
                stores:
                  - file:///mnt/backups
                  - url: s3://etcd-backups/prod
                    region: eu-central-1
                keep-last: 7
                keep-daily: 30
                ```

                - A **flag** of a list may be repeated. In a **variable** a list is separated by white space.
                - An empty variable counts as not set.
                - **DURATION**: `30s`, `10m`, `12h`, `14d`, `2w`, or several in a row (`1h30m`). A day has 24 hours.
                - **SIZE**: `500MiB`, `50GiB`, `1TB`, or plain bytes.
                - **TIME**: `2026-11-20T14:30:05Z`, `2026-11-20 14:30` or `2026-11-20`; UTC unless an offset is given.
                - **FILE** with a lock (🔒) holds a secret: only its name is ever a setting, its content is never logged.
                """);
        for (Section section : Section.values()) {
            text.append("\n## ").append(section.title()).append("\n\n");
            text.append("| Flag | Variable | Key | Default | Meaning |\n|---|---|---|---|---|\n");
            for (Setting setting : Setting.values()) {
                if (setting.section() == section) {
                    text.append(row(setting));
                }
            }
        }
        StoreProviders.all().optionsByScheme().forEach((scheme, options) -> {
            text.append("\n## Options of `").append(scheme).append(":` stores\n\n");
            text.append("As `?option=value` in the URL, or as a key beside `url` in the file.\n\n");
            text.append("| Option | Value | Meaning |\n|---|---|---|\n");
            options.forEach(option -> text.append(
                    "| `%s` | %s | %s |%n".formatted(option.name(), cell(option.form()), cell(option.meaning()))));
        });
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String row(Setting setting) {
        SettingShape shape = setting.shape();
        String form = shape.form().isEmpty() ? "" : " " + cell(shape.form());
        return "| `" + String.join("`, `", shape.flags()) + "`" + form
                + " | `" + setting.variable() + "` | "
                + (setting == Setting.CONFIG ? "" : "`" + setting.key() + "`")
                + " | " + shape.defaultText().map(text -> "`" + text + "`").orElse("")
                + " | " + (shape.secret() ? "🔒 " : "") + cell(shape.meaning()) + " |\n";
    }
}

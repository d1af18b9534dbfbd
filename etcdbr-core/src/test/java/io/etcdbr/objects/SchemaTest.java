package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=SchemaTest -Detcdbr.updateSchema=true} writes the schema anew. */
class SchemaTest {
    private static final Path SCHEMA = Path.of("src/main/resources/io/etcdbr/objects/kubernetes.schema");

    @Test
    void theSchemaIsThatOfTheOfficialClient() throws IOException {
        String expected = new SchemaText().text();
        if (Boolean.getBoolean("etcdbr.updateSchema")) {
            Files.createDirectories(SCHEMA.getParent());
            Files.writeString(SCHEMA, expected);
        }

        assertThat(SCHEMA).hasContent(expected);
    }
}

package io.etcdbr.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kubectl 1.36 takes and refuses the same texts, and chooses the same objects. */
class SelectorsTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "in", "x", "n", "7", "example.com/tier", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app=web",
                "app==web",
                " app = web ",
                "app!=db",
                "other!=web",
                "app",
                "!other",
                "! other",
                "app in (web)",
                "app in(db, web)",
                "app notin (db,cache)",
                "other notin (web)",
                "in",
                "in in (x)",
                "in=x",
                "notin notin (in)",
                "n>6",
                "n < 8",
                "example.com/tier=",
                "example.com/tier",
                "example.com/tier in ()",
                "example.com/tier in (a,)",
                "app=web,n=7",
                "app in (web),!other,n>1",
                "app!=db,example.com/tier!=x",
                "example.com/tier=,app"
            })
    void labelsAreChosen(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app=db",
                "app!=web",
                "other",
                "other=",
                "!app",
                "app in (db)",
                "app notin (web)",
                "app>1",
                "n>7",
                "n<7",
                "other>1",
                "app=web,other",
                "app=",
                "app in (,)",
                "other in ()"
            })
    void otherLabelsAreNot(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,,b",
                "=",
                ",",
                "a,",
                "a=b,",
                "a b",
                "a=b c",
                "a=b=c",
                "a in b",
                "a in (b",
                "a in",
                "a=(b)",
                "!a=b",
                "a>x",
                "a>",
                "a gt 5",
                "A/b=c",
                "a/b/c=d",
                "x.y/-a",
                "a=-b",
                "a='b'",
                "a=é",
                "/a",
                "a/",
                "!",
                "a in (b c)",
                "(a)"
            })
    void whatIsNoSelectorIsRefused(String selector) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("in the selector '" + selector + "' expected ");
    }

    @Test
    void theMessageSaysWhereItStops() {
        assertThatThrownBy(() -> LabelSelector.parse("app in (web"))
                .hasMessage("in the selector 'app in (web' expected ',' or ')', found its end");
    }

    @Test
    void fieldsAreNameAndNamespace() {
        assertThat(FieldSelector.parse("metadata.name=a").matches("ns", "a")).isTrue();
        assertThat(FieldSelector.parse("metadata.name==a").matches("ns", "b")).isFalse();
        assertThat(FieldSelector.parse("metadata.namespace!=kube-system,metadata.name!=b")
                        .matches("ns", "a"))
                .isTrue();
        assertThat(FieldSelector.parse("metadata.name=a,metadata.name=b").matches("", "a"))
                .isFalse();
        assertThat(FieldSelector.parse("").matches("ns", "a")).isTrue();
        assertThatThrownBy(() -> FieldSelector.parse("status.phase=Running"))
                .hasMessage("expected metadata.name or metadata.namespace with =, == or != and a value, found"
                        + " 'status.phase=Running'");
        assertThatThrownBy(() -> FieldSelector.parse("metadata.name")).isInstanceOf(IllegalArgumentException.class);
    }
}

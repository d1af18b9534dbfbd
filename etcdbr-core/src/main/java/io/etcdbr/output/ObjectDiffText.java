package io.etcdbr.output;

import io.etcdbr.difference.ChangeKind;
import io.etcdbr.difference.ObjectDifference;
import io.etcdbr.difference.StatePair;
import io.etcdbr.snapshot.Origin;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Objects as unified diffs. */
final class ObjectDiffText {
    private final OutputStyle style;
    private final Appendable out;

    ObjectDiffText(OutputStyle style, Appendable out) {
        this.style = style;
        this.out = out;
    }

    /** Nothing for those that are the same. */
    void print(StatePair states, List<ObjectDifference> objects) throws IOException {
        for (ObjectDifference object : objects) {
            if (object.change().isPresent()) {
                String name = HumanText.safe(name(object));
                head(
                        "--- ",
                        Colour.BAD,
                        object.change().equals(Optional.of(ChangeKind.ADDED)) ? "none" : name,
                        states.first());
                head(
                        "+++ ",
                        Colour.GOOD,
                        object.change().equals(Optional.of(ChangeKind.REMOVED)) ? "none" : name,
                        states.second());
                for (String line : object.lines()) {
                    out.append(paint(colour(line), safe(line))).append('\n');
                }
            }
            if (object.problem().isPresent()) {
                out.append("# "
                                + HumanText.safe(
                                        name(object) + ": " + object.problem().get()))
                        .append('\n');
            }
        }
    }

    static String name(ObjectDifference object) {
        return (object.object().namespace().isEmpty() ? "" : object.object().namespace() + "/")
                + object.object().resource() + "/" + object.object().name();
    }

    private void head(String sign, Colour colour, String name, Origin origin) throws IOException {
        out.append(paint(
                        colour, sign + name + "\t" + HumanText.safe(origin.name()) + ", revision " + origin.revision()))
                .append('\n');
    }

    /** Tabs are part of many a script. */
    private static String safe(String line) {
        return Arrays.stream(line.split("\t", -1)).map(HumanText::safe).collect(Collectors.joining("\t"));
    }

    private static Colour colour(String line) {
        return switch (line.charAt(0)) {
            case '-' -> Colour.BAD;
            case '+' -> Colour.GOOD;
            case '@' -> Colour.WARNING;
            default -> Colour.NONE;
        };
    }

    private String paint(Colour colour, String text) {
        return style.colour() ? colour.paint(text) : text;
    }
}

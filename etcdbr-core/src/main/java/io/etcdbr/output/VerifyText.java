package io.etcdbr.output;

import io.etcdbr.error.Failure;
import io.etcdbr.format.Finding;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import java.io.IOException;

/** One line a backup, and below it what was found. */
final class VerifyText {
    private final OutputStyle style;

    VerifyText(OutputStyle style) {
        this.style = style;
    }

    void print(VerifyResult result, Appendable out) throws IOException {
        for (VerifyOutcome outcome : result.outcomes()) {
            switch (outcome) {
                case VerifyOutcome.Checked checked -> {
                    boolean sound = checked.verification().result() == VerificationResult.SOUND;
                    String word = checked.verification().result().text();
                    line(
                            out,
                            checked,
                            paint(sound ? Colour.GOOD : Colour.BAD, word) + " ("
                                    + checked.verification().level().text() + ")");
                    for (Finding finding : checked.verification().findings()) {
                        out.append("  " + finding.severity().text() + ": "
                                + HumanText.safe(finding.object() + ": " + finding.message()) + "\n");
                    }
                    if (checked.notRecorded().isPresent()) {
                        problem(out, checked.notRecorded().get());
                    }
                }
                case VerifyOutcome.Unchecked unchecked -> {
                    line(out, unchecked, paint(Colour.WARNING, "not checked"));
                    problem(out, unchecked.why());
                }
            }
        }
        if (result.notReached() > 0) {
            out.append("The store stopped answering; " + result.notReached() + " more were not looked at.\n");
        }
        out.append(
                result.outcomes().size() + " looked at in " + result.store() + ", " + result.damaged() + " damaged.\n");
    }

    private static void line(Appendable out, VerifyOutcome outcome, String words) throws IOException {
        out.append(outcome.backup().id() + "  " + words + "\n");
    }

    private static void problem(Appendable out, Failure failure) throws IOException {
        out.append("  " + HumanText.safe(failure.sentence()) + "\n");
    }

    private String paint(Colour colour, String text) {
        return style.colour() ? colour.paint(text) : text;
    }
}

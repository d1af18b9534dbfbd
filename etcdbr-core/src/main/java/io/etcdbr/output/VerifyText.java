package io.etcdbr.output;

import io.etcdbr.error.Failure;
import io.etcdbr.format.Finding;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.operation.VerifiedFile;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One line a backup, and below it what was found. */
final class VerifyText {
    private static final int LABEL = 13;

    private final OutputStyle style;
    private final Appendable out;

    VerifyText(OutputStyle style, Appendable out) {
        this.style = style;
        this.out = out;
    }

    void print(VerifyResult result) throws IOException {
        for (VerifyOutcome outcome : result.outcomes()) {
            switch (outcome) {
                case VerifyOutcome.Checked checked -> {
                    List<Finding> findings = checked.verification().findings();
                    line(
                            outcome.backup().id(),
                            verdict(
                                    checked.verification().result(),
                                    findings,
                                    checked.verification().level()));
                    if (checked.verification().database().isPresent()) {
                        labelled(DatabaseText.all(
                                checked.verification().database().get()));
                    }
                    print(findings);
                    if (checked.notRecorded().isPresent()) {
                        problem(checked.notRecorded().get());
                    }
                }
                case VerifyOutcome.Unchecked unchecked -> {
                    line(outcome.backup().id(), paint(Colour.WARNING, "not checked"));
                    problem(unchecked.why());
                }
            }
        }
        if (result.notReached() > 0) {
            out.append("The store stopped answering; " + result.notReached() + " more were not looked at.\n");
        }
        out.append(result.outcomes().size() + " looked at in " + result.store() + ", " + result.damaged() + " damaged"
                + (result.notDue() > 0 ? "; " + result.notDue() + " not due" : "") + ".\n");
    }

    void print(VerifiedFile file) throws IOException {
        line(HumanText.safe(file.file().toString()), verdict(file.result(), file.findings(), VerificationLevel.DEEP));
        labelled(Map.of(
                "Trailer", List.of(file.trailer() ? "a SHA-256, compared" : "none, so no SHA-256 was compared")));
        if (file.database().isPresent()) {
            labelled(DatabaseText.all(file.database().get()));
        }
        print(file.findings());
    }

    private void print(List<Finding> findings) throws IOException {
        for (Finding finding : findings) {
            out.append("  " + finding.severity().text() + ": "
                    + HumanText.safe(finding.object() + ": " + finding.message()) + "\n");
        }
    }

    private String verdict(VerificationResult result, List<Finding> findings, VerificationLevel level) {
        String word = switch (result) {
            case DAMAGED -> paint(Colour.BAD, result.text());
            case SOUND ->
                findings.isEmpty()
                        ? paint(Colour.GOOD, result.text())
                        : paint(Colour.WARNING, result.text() + ", with warnings");
        };
        return word + " (" + level.text() + ")";
    }

    private void labelled(Map<String, List<String>> lines) throws IOException {
        for (Map.Entry<String, List<String>> entry : lines.entrySet()) {
            String label = entry.getKey() + ":";
            for (String value : entry.getValue()) {
                out.append("  " + label + " ".repeat(Math.max(1, LABEL - label.length())) + value + "\n");
                label = "";
            }
        }
    }

    private void line(Object name, String words) throws IOException {
        out.append(name + "  " + words + "\n");
    }

    private void problem(Failure failure) throws IOException {
        out.append("  " + HumanText.safe(failure.sentence()) + "\n");
    }

    private String paint(Colour colour, String text) {
        return style.colour() ? colour.paint(text) : text;
    }
}

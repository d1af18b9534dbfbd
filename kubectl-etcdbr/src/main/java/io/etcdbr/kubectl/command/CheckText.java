package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.operation.Finding;
import java.util.List;

/** Findings for people, fitted to the terminal. */
record CheckText(int width, boolean colour) {
    private static final String END = "\u001b[0m";
    private static final int INDENT = 22;
    private static final int LEAST = 30;

    String of(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            String subject = finding.subject().isEmpty() ? "" : finding.subject() + ": ";
            line(text, painted(finding.state()) + "%-12s  ".formatted(finding.check()), subject + finding.message());
            if (!finding.remedy().isEmpty()) {
                line(text, " ".repeat(INDENT), "-> " + finding.remedy());
            }
        }
        text.append('\n').append(verdict(findings)).append('\n');
        return text.toString();
    }

    /** A sentence. Well is only what was seen. */
    static String verdict(List<Finding> findings) {
        long attention = findings.stream().filter(Finding::needsAttention).count();
        if (attention > 0) {
            return attention + (attention == 1 ? " thing needs" : " things need") + " attention.";
        }
        return findings.stream()
                        .anyMatch(
                                finding -> finding.check().equals("nodes") && finding.state() == Finding.State.SKIPPED)
                ? "Nothing that was seen needs attention, but not every node could be looked at."
                : "All is well.";
    }

    private String painted(Finding.State state) {
        String padded = "%-8s".formatted(state.text());
        String paint = switch (state) {
            case OK -> "\u001b[32m";
            case WARNING -> "\u001b[33m";
            case FAILED -> "\u001b[31m";
            case SKIPPED -> "";
        };
        return colour && !paint.isEmpty() ? paint + padded + END : padded;
    }

    /** Messages come from servers: none of them steers the terminal. */
    private void line(StringBuilder out, String label, String message) {
        String rest = message.replaceAll("\\p{Cntrl}", "?");
        int room = width == 0 ? Integer.MAX_VALUE : Math.max(LEAST, width - INDENT);
        out.append(label);
        while (rest.length() > room) {
            int end = rest.lastIndexOf(' ', room);
            end = end <= 0 ? room : end;
            out.append(rest, 0, end).append('\n').append(" ".repeat(INDENT));
            rest = rest.substring(end).stripLeading();
        }
        out.append(rest).append('\n');
    }
}

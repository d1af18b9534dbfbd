package io.etcdbr.tls;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEM file (RFC 7468). Text around its blocks is passed over, as openssl writes it.
 *
 * @param origin for messages, such as "the file /etc/x.pem"
 */
public record PemFile(String origin, List<Block> blocks) {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
    private static final int DER_SEQUENCE = 0x30;

    /**
     * @param label what stands between the dashes
     * @param line of its first line, from 1
     */
    public record Block(String label, int line, byte[] der) {
        @Override
        public String toString() {
            return label + " at line " + line;
        }
    }

    public PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * @throws EtcdbrException if the file cannot be read or is no PEM file, naming file and line
     */
    public static PemFile read(Path path) {
        return parse("the file " + path, bytes(path));
    }

    /**
     * @param origin for messages
     * @throws EtcdbrException if it is not PEM, naming origin and line
     */
    public static PemFile parse(String origin, byte[] bytes) {
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher begin = BEGIN.matcher(lines.get(i));
            if (begin.find()) {
                int end = endOf(origin, lines, i, begin.group(1));
                blocks.add(new Block(begin.group(1), i + 1, decode(origin, begin.group(1), lines, i + 1, end)));
                i = end;
            }
        }
        if (blocks.isEmpty()) {
            throw unusable(
                    origin, found(bytes), "Give a PEM file, which has lines such as '-----BEGIN CERTIFICATE-----'");
        }
        return new PemFile(origin, blocks);
    }

    /** The certificates as base64 of PEM, which is how Kubernetes passes them on. */
    public String base64() {
        StringBuilder pem = new StringBuilder();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE")) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block.der()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        }
        return Base64.getEncoder().encodeToString(pem.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static EtcdbrException unusable(String origin, String found, String remedy) {
        return new EtcdbrException(ExitCode.USAGE, origin + " cannot be used: " + found, remedy);
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw unusable(
                    "the file " + path,
                    "there is no such file",
                    "Check the path and, in a pod, that its volume is mounted");
        } catch (AccessDeniedException e) {
            throw unusable(
                    "the file " + path,
                    "user " + System.getProperty("user.name") + " may not read it",
                    "Run as a user who may, or change its owner or mode");
        } catch (IOException e) {
            throw unusable(
                    "the file " + path, "it cannot be read (" + e.getMessage() + ")", "Check the path and the disk");
        }
    }

    private static String found(byte[] bytes) {
        if (bytes.length == 0) {
            return "it is empty";
        }
        return bytes[0] == DER_SEQUENCE && bytes.length > 1 && bytes[1] < 0
                ? "it is DER, not PEM ('openssl ... -inform DER' converts it)"
                : "it holds no PEM block";
    }

    private static int endOf(String origin, List<String> lines, int begin, String label) {
        String end = "-----END " + label + "-----";
        for (int i = begin + 1; i < lines.size(); i++) {
            if (lines.get(i).contains(end)) {
                return i;
            }
            if (lines.get(i).contains("-----BEGIN ")) {
                break;
            }
        }
        throw unusable(
                origin,
                "the block " + label + " that line " + (begin + 1) + " begins never ends",
                "Copy the file again");
    }

    private static byte[] decode(String origin, String label, List<String> lines, int from, int to) {
        StringBuilder body = new StringBuilder();
        for (int i = from; i < to; i++) {
            String line = lines.get(i).strip();
            if (line.contains("ENCRYPTED")) {
                throw passphrase(origin, i + 1);
            }
            if (!line.matches("[A-Za-z0-9+/=]*")) {
                throw unusable(
                        origin,
                        "line " + (i + 1) + " in its block " + label + " is not base64",
                        "Copy the file again, from where it was made");
            }
            body.append(line);
        }
        try {
            return Base64.getDecoder().decode(body.toString());
        } catch (IllegalArgumentException e) {
            throw unusable(
                    origin, "the base64 of its block " + label + " at line " + from + " is cut", "Copy the file again");
        }
    }

    static EtcdbrException passphrase(String origin, int line) {
        return unusable(
                origin,
                "the private key at line " + line + " is protected by a passphrase",
                "Give a key without one ('openssl pkey -in KEY -out PLAINKEY'), readable by nobody else");
    }
}

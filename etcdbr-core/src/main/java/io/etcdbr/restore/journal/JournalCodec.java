package io.etcdbr.restore.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Fields;
import io.etcdbr.format.JsonTree;
import io.etcdbr.format.Sha256;
import io.etcdbr.restore.Staged;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The journal's bytes. Each line is one JSON object and ends with a line feed; its last field is the CRC-32C of the bytes before
 * that field's comma. A writer adds one line by one write and then flushes it to the disk, before it does what the line stands
 * for and before it adds another.
 */
public final class JournalCodec {
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_DEPTH = 8;
    private static final String REMEDY =
            "Nothing was touched; look at this file and at the folders of the data, then follow docs/restore.md";
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final Gson WRITER = new GsonBuilder().disableHtmlEscaping().create();

    /** {@code ,"crc":"1a2b3c4d"}} */
    private static final byte[] CRC_FIELD = ",\"crc\":\"".getBytes(StandardCharsets.UTF_8);

    private static final int CRC_DIGITS = 8;
    private static final int TAIL = CRC_FIELD.length + CRC_DIGITS + 2;

    private JournalCodec() {}

    /** The line with its line feed. */
    public static byte[] encode(JournalLine line) {
        JsonObject json = new JsonObject();
        json.addProperty("n", line.number());
        json.addProperty("boot", line.boot());
        json.addProperty("up", line.up());
        json.addProperty("at", MILLIS.format(line.at().atOffset(ZoneOffset.UTC)));
        switch (line.entry()) {
            case Entry.Begun(Staged staged) -> json.add("staged", json(staged));
            case Entry.Reached reached -> json.add("state", StateCodec.json(reached.state()));
            case Entry.Noted(String note) -> json.addProperty("note", note);
        }
        String text = WRITER.toJson(json);
        String covered = text.substring(0, text.length() - 1);
        String crc = HexFormat.of().toHexDigits(crc(covered.getBytes(StandardCharsets.UTF_8)));
        return (covered + ",\"crc\":\"" + crc + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a journal. What a power cut leaves of the last line never happened: a line without its line feed, or one with zeros
     * where bytes did not come to the disk. Anything else that is not as it was written is refused, the last line as well: a line
     * that was on the disk once may have been acted upon.
     *
     * @param document what a failure calls it
     * @throws EtcdbrException with {@link ExitCode#DAMAGED}; then nothing may be done on this node without a person
     */
    public static Journal decode(byte[] bytes, String document) {
        if (bytes.length > MOST_BYTES) {
            throw damaged(document, "it has more than " + MOST_BYTES + " bytes");
        }
        List<JournalLine> lines = new ArrayList<>();
        int from = 0;
        for (int end = lineFeed(bytes, from); end >= 0; end = lineFeed(bytes, from)) {
            byte[] line = Arrays.copyOfRange(bytes, from, end);
            if (end == bytes.length - 1 && hasZeros(line)) {
                break;
            }
            lines.add(follow(lines, line, document + " line " + (lines.size() + 1)));
            from = end + 1;
        }
        return new Journal(lines, from);
    }

    private static JournalLine follow(List<JournalLine> before, byte[] bytes, String document) {
        JournalLine line = line(bytes, document);
        if (line.number() != before.size() + 1L) {
            throw damaged(document, "it has the number " + line.number());
        }
        if (!before.isEmpty()) {
            JournalLine last = before.getLast();
            if (last.boot().equals(line.boot()) && line.up() < last.up()) {
                throw damaged(document, "its time since boot is before that of the line above");
            }
        }
        byte[] spelled = encode(line);
        if (!Arrays.equals(spelled, 0, spelled.length - 1, bytes, 0, bytes.length)) {
            throw damaged(document, "it is not spelled as etcdbr writes it");
        }
        return line;
    }

    private static JournalLine line(byte[] bytes, String document) {
        int covered = bytes.length - TAIL;
        if (covered < 0 || !Arrays.equals(bytes, covered, covered + CRC_FIELD.length, CRC_FIELD, 0, CRC_FIELD.length)) {
            throw damaged(document, "it does not end with its checksum");
        }
        int crc = crc(Arrays.copyOf(bytes, covered));
        JsonObject json;
        try {
            json = JsonTree.parse(bytes, MOST_DEPTH);
        } catch (JsonParseException e) {
            throw damaged(document, "it " + e.getMessage());
        }
        Fields fields = Fields.of(document, REMEDY, json);
        String expected = HexFormat.of().toHexDigits(crc);
        String found = fields.text("crc", "a checksum");
        if (!found.equals(expected)) {
            throw fields.wrong("crc", found, expected);
        }
        try {
            JournalLine line = new JournalLine(
                    fields.number("n", 1, Long.MAX_VALUE, "a number"),
                    fields.text("boot", "the id of a boot"),
                    fields.number("up", 0, Long.MAX_VALUE, "milliseconds since boot"),
                    fields.time("at"),
                    entry(fields));
            fields.refuseUnknown();
            return line;
        } catch (IllegalArgumentException e) {
            throw damaged(document, String.valueOf(e.getMessage()));
        }
    }

    private static Entry entry(Fields fields) {
        return fields.optionalObject("staged")
                .<Entry>map(staged -> new Entry.Begun(staged(staged)))
                .or(() -> fields.optionalObject("state").map(state -> new Entry.Reached(StateCodec.read(state))))
                .orElseGet(() -> new Entry.Noted(fields.text("note", "staged, state or note")));
    }

    private static JsonObject json(Staged staged) {
        JsonObject json = new JsonObject();
        json.addProperty("plan", staged.plan().hex());
        json.addProperty("hash", staged.hash());
        json.addProperty("oldMember", staged.oldMember());
        json.addProperty("newMember", staged.newMember());
        JsonObject wal = new JsonObject();
        new TreeMap<>(staged.newWal()).forEach(wal::addProperty);
        json.add("newWal", wal);
        return json;
    }

    private static Staged staged(Fields fields) {
        Map<String, Long> wal = new HashMap<>();
        Fields newWal = fields.object("newWal");
        for (String name : newWal.names()) {
            wal.put(name, inode(newWal, name));
        }
        return new Staged(
                fields.parsed("plan", "64 lower-case hexadecimal digits", Sha256::parse),
                fields.text("hash", "one to eight hexadecimal digits"),
                inode(fields, "oldMember"),
                inode(fields, "newMember"),
                wal);
    }

    private static long inode(Fields fields, String name) {
        return fields.number(name, 1, Long.MAX_VALUE, "the number of an inode");
    }

    private static int lineFeed(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    private static boolean hasZeros(byte[] bytes) {
        for (byte value : bytes) {
            if (value == 0) {
                return true;
            }
        }
        return false;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static EtcdbrException damaged(String document, String problem) {
        return new EtcdbrException(ExitCode.DAMAGED, document + ": " + problem, REMEDY);
    }
}

package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A value of the bucket {@code authUsers}: etcd's {@code authpb.User}, without the password's hash. */
public record User(String name, List<String> roles) {

    static User of(MemorySegment message) throws EtcdDataException {
        String name = "";
        List<String> roles = new ArrayList<>();
        Protobuf fields = new Protobuf(message);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> name = text(fields.bytes());
                case 3 -> roles.add(text(fields.bytes()));
                default -> fields.skip();
            }
        }
        return new User(name, List.copyOf(roles));
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}

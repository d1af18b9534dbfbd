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
                case 1 -> name = text(message, fields);
                case 3 -> roles.add(text(message, fields));
                default -> fields.skip();
            }
        }
        return new User(name, List.copyOf(roles));
    }

    private static String text(MemorySegment message, Protobuf fields) throws EtcdDataException {
        long start = fields.span();
        byte[] bytes = message.asSlice(start, fields.position() - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

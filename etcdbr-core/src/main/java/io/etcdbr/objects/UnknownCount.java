package io.etcdbr.objects;

import io.etcdbr.objects.UnknownFields.UnknownField;
import java.util.ArrayList;
import java.util.List;

/** Counts unknown fields while one object is decoded. */
final class UnknownCount {
    private int count;
    private long bytes;
    private final List<UnknownField> first = new ArrayList<>();

    /** Passes over a field and counts it. */
    void skip(Place place, int number, Wire fields) throws ObjectException {
        fields.skip();
        count++;
        bytes += fields.size();
        if (first.size() < UnknownFields.KEPT) {
            first.add(new UnknownField(place.toString(), number, fields.size()));
        }
    }

    UnknownFields sum() {
        return new UnknownFields(count, bytes, first);
    }
}

package io.etcdbr.objects;

import org.jspecify.annotations.Nullable;

/**
 * A place in a tree, spelled only when somebody wants to know it.
 *
 * @param parent null for the object itself
 * @param index in the list of that name, or none if negative
 */
record Place(@Nullable Place parent, String name, int index) {
    static final Place ROOT = new Place(null, "", -1);

    Place field(String field) {
        return new Place(this, field, -1);
    }

    Place item(String list, int item) {
        return new Place(this, list, item);
    }

    /** Such as {@code .spec.containers[0]}; {@code .} for the object itself. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (Place place = this; place.parent != null; place = place.parent) {
            path.insert(0, "." + place.name + (place.index < 0 ? "" : "[" + place.index + "]"));
        }
        return path.isEmpty() ? "." : path.toString();
    }
}

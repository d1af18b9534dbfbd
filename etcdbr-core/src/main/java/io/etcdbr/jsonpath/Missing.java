package io.etcdbr.jsonpath;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;

/** What a round of a range is about whose value is null. */
final class Missing {
    /** As Go prints it. */
    static final JsonElement VALUE = new JsonPrimitive("<no value>");

    private Missing() {}
}

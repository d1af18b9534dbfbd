package io.etcdbr.output;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A tree as JSON or YAML. */
final class TreeText {
    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private TreeText() {}

    static void json(JsonObject tree, Appendable out) throws IOException {
        JSON.toJson(tree, out);
        out.append('\n');
    }

    static void yaml(JsonObject tree, Appendable out) throws IOException {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        StringWriter text = new StringWriter();
        new Yaml(options).dump(plain(tree), text);
        out.append(text.toString());
    }

    private static @Nullable Object plain(JsonElement element) {
        return switch (element) {
            case JsonObject object -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                object.entrySet().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            case JsonArray array -> {
                List<@Nullable Object> list = new ArrayList<>();
                array.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case JsonPrimitive primitive when primitive.isBoolean() -> primitive.getAsBoolean();
            case JsonPrimitive primitive when primitive.isNumber() -> number(primitive.getAsBigDecimal());
            case JsonPrimitive primitive -> primitive.getAsString();
            case JsonNull _ -> null;
            default -> throw new IllegalStateException("JSON has no " + element.getClass());
        };
    }

    private static Object number(BigDecimal number) {
        return number.scale() == 0 ? number.toBigInteger() : number;
    }
}

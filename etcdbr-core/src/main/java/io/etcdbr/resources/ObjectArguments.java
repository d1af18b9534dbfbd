package io.etcdbr.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which objects a command line names, in kubectl's two forms: {@code TYPE[,TYPE…] [NAME…]} or {@code TYPE/NAME…}. Types are not
 * looked up yet.
 *
 * @param items in the order in which they are shown
 */
public record ObjectArguments(List<Item> items) {

    /** All objects of a type, or the one of that name. */
    public record Item(String type, Optional<String> name) {}

    public ObjectArguments {
        items = List.copyOf(items);
    }

    /** @throws IllegalArgumentException saying what was expected */
    public static ObjectArguments parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException(
                    "no resource is named; expected one such as pods, deployments.apps or all, or an object such as pod/web");
        }
        boolean pairs = arguments.stream().anyMatch(argument -> argument.contains("/"));
        return new ObjectArguments(
                pairs
                        ? arguments.stream().map(ObjectArguments::pair).toList()
                        : product(arguments.getFirst(), arguments.subList(1, arguments.size())));
    }

    /** Whether objects are asked for by their names. */
    public boolean named() {
        return items.stream().anyMatch(item -> item.name().isPresent());
    }

    private static Item pair(String argument) {
        int slash = argument.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "expected TYPE/NAME as in the other arguments, found '" + argument + "'");
        }
        if (slash == 0 || slash == argument.length() - 1 || slash != argument.lastIndexOf('/')) {
            throw new IllegalArgumentException(
                    "expected TYPE/NAME with one type and one name, found '" + argument + "'");
        }
        return new Item(argument.substring(0, slash), Optional.of(argument.substring(slash + 1)));
    }

    private static List<Item> product(String types, List<String> names) {
        List<Item> items = new ArrayList<>();
        for (String type : types.split(",", -1)) {
            if (type.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected resources between the commas of '" + types + "', found nothing");
            }
            if (names.isEmpty()) {
                items.add(new Item(type, Optional.empty()));
            }
            for (String name : names) {
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("a name is empty; expected that of an object");
                }
                items.add(new Item(type, Optional.of(name)));
            }
        }
        return items;
    }
}

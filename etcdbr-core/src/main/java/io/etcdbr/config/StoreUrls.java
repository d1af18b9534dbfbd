package io.etcdbr.config;

import io.etcdbr.spelling.Suggestion;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads stores and holds their options against what their provider knows. */
final class StoreUrls {
    private final Map<String, List<StoreOption>> optionsByScheme;

    StoreUrls(Map<String, List<StoreOption>> optionsByScheme) {
        this.optionsByScheme = optionsByScheme;
    }

    List<StoreLocation> read(List<Given> values, Problems problems) {
        List<StoreLocation> stores = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (Given value : values) {
            StoreLocation location;
            try {
                location = StoreLocation.parse(value.text());
            } catch (IllegalArgumentException e) {
                problems.add(value.where(), String.valueOf(e.getMessage()));
                continue;
            }
            List<StoreOption> known = optionsByScheme.get(location.scheme());
            if (known == null) {
                problems.add(
                        value.where(),
                        "no kind of store is called '" + location.scheme() + "'; expected one of "
                                + String.join(
                                        ", ",
                                        optionsByScheme.keySet().stream()
                                                .sorted()
                                                .toList())
                                + Suggestion.didYouMean(location.scheme(), optionsByScheme.keySet()));
                continue;
            }
            if (seen.put(location.toString(), value.where()) != null) {
                problems.add(value.where(), "store " + location + " is named twice");
            }
            StoreLocation complete = location.withOptions(beside(value, location, problems));
            List<String> names = known.stream().map(StoreOption::name).toList();
            complete.options().keySet().stream()
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .forEach(name -> problems.add(
                            whereOf(name, value),
                            location.scheme() + " stores have no option '" + name + "'"
                                    + Suggestion.didYouMean(name, names)));
            stores.add(complete);
        }
        return stores;
    }

    private static Map<String, String> beside(Given value, StoreLocation location, Problems problems) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Given.Option option : value.options()) {
            if (location.option(option.name()).isPresent()) {
                problems.add(option.where(), "'" + option.name() + "' stands in the URL as well");
            }
            options.put(option.name(), option.text());
        }
        return options;
    }

    private static String whereOf(String option, Given value) {
        return value.options().stream()
                .filter(beside -> beside.name().equals(option))
                .map(Given.Option::where)
                .findFirst()
                .orElse(value.where());
    }
}

package dev.rose.template;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The context that the tables of templates are rendered with. */
final class Samples {
    static final RenderOptions OPTIONS =
            RenderOptions.defaults().withDate(LocalDate.of(2026, 7, 26));

    static final Map<String, Object> CONTEXT =
            map(
                    "name",
                    "World",
                    "x",
                    5,
                    "none_value",
                    null,
                    "items",
                    List.of(3, 1, 2),
                    "user",
                    map("name", "Ann", "age", 30, "items", 9),
                    "people",
                    List.of(
                            map("name", "zoe", "age", 3, "home", map("city", "Rome")),
                            map("name", "Al", "age", 1, "home", map("city", "Oslo")),
                            map("name", "Mia", "age", 2)),
                    "accents",
                    "é😀ß",
                    "pi",
                    3.14159);

    private Samples() {}

    static String render(String template) {
        return Template.compile(template).render(CONTEXT, OPTIONS);
    }

    /** A map of names and values in turn, in that order. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Object[] entry = namesAndValues;
                entry.length > 0;
                entry = Arrays.copyOfRange(entry, 2, entry.length)) {
            map.put((String) entry[0], entry[1]);
        }
        return map;
    }
}

package dev.rose.eval.report;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.RunFolder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Parts of files' names. What could be taken for a folder or an option is changed in them; two
 * names that would be the same then, also where a disk does not tell capitals apart, get numbers.
 * The same names in the same order give the same parts.
 */
public final class ExportNames {
    private final Map<String, String> given = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    ExportNames() {}

    /** Of each run a folder that no other has, in their order. */
    public static List<String> ofRuns(List<RunFolder> runs) {
        var names = new ExportNames();
        return HtmlRun.names(runs).stream().map(names::of).toList();
    }

    /** The part for a name; always the same one. */
    String of(String name) {
        return given.computeIfAbsent(name, this::free);
    }

    /** {@code rose-paper}. */
    String of(Arm arm) {
        return of(arm.modeName() + "-" + arm.policy());
    }

    private String free(String name) {
        var safe = safe(name);
        var free = safe;
        for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = safe + "-" + i;
        }
        return free;
    }

    /** Not unique; never empty. */
    static String safe(String name) {
        var safe = name.replaceAll("[^A-Za-z0-9.@-]", "-").replaceFirst("^[.-]+", "");
        return safe.isEmpty() ? "unnamed" : safe;
    }
}

package dev.rose.eval.report;

import dev.rose.eval.summary.RunSummary;
import java.util.List;
import java.util.Map;

/** The two tables of each run for a paper: {@code tabular} with booktabs, all texts escaped. */
public final class LatexReport {
    private static final Map<Integer, String> ESCAPES =
            Map.ofEntries(
                    Map.entry((int) '\\', "\\textbackslash{}"),
                    Map.entry((int) '&', "\\&"),
                    Map.entry((int) '%', "\\%"),
                    Map.entry((int) '$', "\\$"),
                    Map.entry((int) '#', "\\#"),
                    Map.entry((int) '_', "\\_"),
                    Map.entry((int) '{', "\\{"),
                    Map.entry((int) '}', "\\}"),
                    Map.entry((int) '~', "\\textasciitilde{}"),
                    Map.entry((int) '^', "\\textasciicircum{}"),
                    Map.entry((int) '<', "\\textless{}"),
                    Map.entry((int) '>', "\\textgreater{}"),
                    Map.entry((int) '|', "\\textbar{}"),
                    Map.entry((int) '*', "$^{*}$"),
                    Map.entry((int) '↓', "$\\downarrow$"),
                    Map.entry((int) '↑', "$\\uparrow$"),
                    Map.entry((int) '→', "$\\rightarrow$"),
                    Map.entry((int) '−', "$-$"),
                    Map.entry((int) '–', "--"),
                    Map.entry((int) 'κ', "$\\kappa$"));

    private LatexReport() {}

    public static String of(List<RunSummary> runs) {
        var text = new StringBuilder("% needs \\usepackage{booktabs}\n");
        for (var run : runs) {
            var grids = new Grids(run);
            for (var grid : List.of(grids.rates(), grids.comparisons())) {
                if (!grid.rows().isEmpty()) {
                    write(run.model(), grid, text);
                }
            }
        }
        return text.toString();
    }

    private static void write(String model, Grid grid, StringBuilder text) {
        int figures = grid.header().size() - grid.texts();
        text.append("\n\\begin{table}\n\\centering\n\\caption{")
                .append(escape(model + ": " + grid.title() + ". " + grid.note()))
                .append("}\n\\begin{tabular}{")
                .append("l".repeat(grid.texts()))
                .append("r".repeat(figures))
                .append("}\n\\toprule\n");
        row(grid.header(), text);
        text.append("\\midrule\n");
        grid.rows().forEach(row -> row(row, text));
        text.append("\\bottomrule\n\\end{tabular}\n\\end{table}\n");
    }

    private static void row(List<String> cells, StringBuilder text) {
        text.append(String.join(" & ", cells.stream().map(LatexReport::escape).toList()))
                .append(" \\\\\n");
    }

    private static String escape(String text) {
        var escaped = new StringBuilder();
        text.replaceAll("\\s*\\R\\s*", " ")
                .codePoints()
                .forEach(point ->
                        escaped.append(ESCAPES.getOrDefault(point, Character.toString(point))));
        return escaped.toString();
    }
}

package dev.rose.cli.bench;

/** A table of the page: the first column names the row. */
final class PageTable {
    private final Markup table = new Markup();

    PageTable(String... columns) {
        table.add("<div class=\"wide\"><table>").add("<thead><tr>");
        for (var column : columns) {
            table.add("<th scope=\"col\">%s</th>", column);
        }
        table.add("</tr></thead>").add("<tbody>");
    }

    void row(String name, String... cells) {
        table.add("<tr><th scope=\"row\">%s</th>", name);
        for (var cell : cells) {
            table.add("<td>%s</td>", cell);
        }
        table.add("</tr>");
    }

    /** The whole of it; no row can follow. */
    Markup markup() {
        return table.add("</tbody></table></div>");
    }
}

package dev.rose.template;

import org.jspecify.annotations.Nullable;

/** Python's {@code str.format}, as the sandbox allows it. */
final class BraceFormat {
    private static final int MAX_NESTING = 2;

    private final Str format;
    private final Arguments arguments;
    private final @Nullable Value mapping;
    private final Rendering rendering;

    /** The next automatic position; -1 once positions were given by number. */
    private int next;

    private BraceFormat(
            Str format, Arguments arguments, @Nullable Value mapping, Rendering rendering) {
        this.format = format;
        this.arguments = arguments;
        this.mapping = mapping;
        this.rendering = rendering;
    }

    /** {@code format(…)}, or {@code format_map(mapping)}. */
    static Str format(Str format, Arguments arguments, boolean map, Rendering rendering) {
        Value mapping = null;
        if (map) {
            if (!arguments.named().isEmpty() || arguments.positional().size() != 1) {
                throw Failure.type("format_map() takes exactly one argument");
            }
            mapping = arguments.positional().getFirst();
        }
        BraceFormat run =
                new BraceFormat(format, map ? Arguments.NONE : arguments, mapping, rendering);
        return run.expand(format, MAX_NESTING).withMarkup(format.markup);
    }

    private Str expand(Str template, int nesting) {
        if (nesting == 0) {
            throw Failure.value("Max string recursion exceeded");
        }
        rendering.step();
        TextBuilder out = new TextBuilder(rendering);
        String chars = template.text;
        int at = 0;
        while (at < chars.length()) {
            char c = chars.charAt(at);
            if (c != '{' && c != '}') {
                int end = at;
                while (end < chars.length()
                        && chars.charAt(end) != '{'
                        && chars.charAt(end) != '}') {
                    end++;
                }
                out.append(template, at, end);
                at = end;
            } else if (at + 1 < chars.length() && chars.charAt(at + 1) == c) {
                out.append(template, at, at + 1);
                at += 2;
            } else if (c == '}') {
                throw Failure.value("Single '}' encountered in format string");
            } else {
                int close = close(chars, at + 1);
                out.append(field(template.part(at + 1, close), nesting));
                at = close + 1;
            }
        }
        return out.toStr();
    }

    private static int close(String chars, int from) {
        int depth = 1;
        for (int i = from; i < chars.length(); i++) {
            char c = chars.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw Failure.value(
                from >= chars.length()
                        ? "Single '{' encountered in format string"
                        : "expected '}' before end of string");
    }

    private Str field(Str field, int nesting) {
        String chars = field.text;
        int name = 0;
        int brackets = 0;
        while (name < chars.length()
                && (brackets > 0 || (chars.charAt(name) != ':' && chars.charAt(name) != '!'))) {
            char c = chars.charAt(name++);
            brackets += c == '[' ? 1 : c == ']' && brackets > 0 ? -1 : 0;
        }
        Value value = lookup(chars.substring(0, name));
        int spec = name;
        if (name < chars.length() && chars.charAt(name) == '!') {
            if (name + 1 >= chars.length()) {
                throw Failure.value("end of string while looking for conversion specifier");
            }
            value = convert(chars.charAt(name + 1), value);
            spec = name + 2;
            if (spec < chars.length() && chars.charAt(spec) != ':') {
                throw Failure.value("expected ':' after conversion specifier");
            }
        }
        String how =
                spec < chars.length()
                        ? expand(field.part(spec + 1, chars.length()), nesting - 1).text
                        : "";
        return format.markup ? safe(value, how) : FormatSpec.format(value, how, rendering);
    }

    /** What a format that is safe for HTML makes of a value: it stays safe. */
    private Str safe(Value value, String how) {
        if (value instanceof Str text && text.markup) {
            if (!how.isEmpty()) {
                throw Failure.value("Unsupported format specification for Markup.");
            }
            return text;
        }
        return Html.escape(FormatSpec.format(value, how, rendering), rendering);
    }

    private Value convert(char conversion, Value value) {
        return switch (conversion) {
            case 's' -> Texts.str(value, rendering);
            case 'r' -> Texts.repr(value, rendering);
            case 'a' -> PercentFormat.ascii(Texts.repr(value, rendering));
            default ->
                    throw Failure.value(
                            "Unknown conversion specifier "
                                    + Texts.quote(String.valueOf(conversion)));
        };
    }

    private Value lookup(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        Value value = first(name.substring(0, end));
        while (end < name.length()) {
            if (name.charAt(end) == '.') {
                int to = end + 1;
                while (to < name.length() && name.charAt(to) != '.' && name.charAt(to) != '[') {
                    to++;
                }
                if (to == end + 1) {
                    throw Failure.value("Empty attribute in format string");
                }
                value = Attributes.get(value, Str.of(name.substring(end + 1, to)));
                end = to;
            } else if (name.charAt(end) == '[') {
                int to = name.indexOf(']', end);
                if (to < 0) {
                    throw Failure.value("Missing ']' in format string");
                }
                if (to == end + 1) {
                    throw Failure.value("Empty attribute in format string");
                }
                value = Attributes.item(value, key(name.substring(end + 1, to)));
                end = to + 1;
            } else {
                throw Failure.value("Only '.' or '[' may follow ']' in format field specifier");
            }
        }
        return value;
    }

    private static Value key(String text) {
        int number = position(text);
        return number < 0 ? Str.of(text) : IntValue.of(number);
    }

    /** The number that a text of digits is, or -1. */
    private static int position(String text) {
        if (text.isEmpty()
                || text.length() > 9
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }

    private Value first(String name) {
        int position = position(name);
        if (name.isEmpty()) {
            if (next < 0) {
                throw Failure.value(
                        "cannot switch from manual field specification to automatic field"
                                + " numbering");
            }
            position = next++;
        } else if (position >= 0) {
            if (next > 0) {
                throw Failure.value(
                        "cannot switch from automatic field numbering to manual field"
                                + " specification");
            }
            next = -1;
        }
        if (position >= 0) {
            if (position >= arguments.positional().size()) {
                throw Failure.render(
                        "the format asks for argument "
                                + position
                                + " of "
                                + arguments.positional().size());
            }
            return arguments.positional().get(position);
        }
        Value found =
                mapping instanceof DictValue dict
                        ? dict.get(Str.of(name))
                        : arguments.named().get(name);
        if (found == null) {
            throw Failure.render(
                    "the format "
                            + Texts.quote(format.text)
                            + " asks for "
                            + Texts.quote(name)
                            + ", not given");
        }
        return found;
    }
}

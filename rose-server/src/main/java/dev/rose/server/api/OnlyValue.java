package dev.rose.server.api;

import java.util.List;

/** Fields that are accepted with the one value that asks for what this server does anyway. */
final class OnlyValue {
    private OnlyValue() {}

    /**
     * Checks those fields.
     *
     * @throws dev.rose.server.error.ApiException 400 for another value
     */
    static void check(Fields fields) {
        if (fields.isSet("store")) {
            throw Fields.unsupported("store");
        }
        requireWord(fields, "service_tier", List.of("auto", "default"));
        requireWord(fields, "tool_choice", List.of("none"));
        var format = fields.object("response_format");
        if (format != null) {
            if (!"text".equals(Fields.text(format.required("type"), "response_format.type"))) {
                throw Fields.unsupported("response_format");
            }
            format.nothingElse();
        }
        var modalities = fields.any("modalities");
        if (modalities != null) {
            for (var modality : Fields.list(modalities, "modalities")) {
                if (!modality.isString() || !modality.stringValue().equals("text")) {
                    throw Fields.unsupported("modalities");
                }
            }
        }
    }

    private static void requireWord(Fields fields, String name, List<String> words) {
        var node = fields.any(name);
        if (node != null && !(node.isString() && words.contains(node.stringValue()))) {
            throw Fields.unsupported(name);
        }
    }
}

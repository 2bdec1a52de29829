package dev.rose.llama.gguf;

/** The wall before llama.cpp: a file that passes loads and decodes there. */
final class ModelRequirements {
    private ModelRequirements() {}

    static void check(GgufFile file) {
        var metadata = file.metadata();
        metadata.typed("general.name", GgufValueType.STRING);
        metadata.typed("general.file_type", GgufValueType.UINT32);
        metadata.typed("tokenizer.chat_template", GgufValueType.STRING);
        var architecture = file.architecture();
        if ("adapter".equals(metadata.string("general.type").orElse(""))) {
            throw GgufException.unsupported(
                    file.path(),
                    "this is an adapter, not a model; give it as --lora beside the model that it"
                            + " belongs to");
        }
        if (architecture.isEmpty()) {
            throw GgufException.malformed(
                    file.path(), "the file does not name an architecture (general.architecture)");
        }
        Architectures.requireGenerator(file, architecture);
        var parameters = Hyperparameters.check(file, architecture);
        VocabularyRequirements.check(file, architecture);
        requireEmbedding(file, parameters);
        if ("llama".equals(architecture)) {
            LlamaTensors.check(file, parameters);
        }
    }

    /** All architectures look tokens up in one matrix, a row for each. */
    private static void requireEmbedding(GgufFile file, Hyperparameters parameters) {
        var embedding = file.tensorTable().get("token_embd.weight");
        if (embedding == null) {
            throw GgufException.malformed(
                    file.path(),
                    "the tensor 'token_embd.weight' is missing; this is no whole model");
        }
        if (embedding.length(0) != parameters.embedding()
                || embedding.length(1) != file.vocabularySize()
                || embedding.length(2) * embedding.length(3) != 1) {
            throw GgufException.malformed(
                    file.path(),
                    "the token embedding does not fit: it has "
                            + embedding.shapeText()
                            + " numbers, and the metadata say "
                            + GgufTensor.shapeText(parameters.embedding(), file.vocabularySize())
                            + " (embedding length × tokens)");
        }
        if (!embedding.type().isWeight()) {
            throw GgufException.malformed(
                    file.path(),
                    "the token embedding has type "
                            + embedding.type()
                            + ", in which llama.cpp cannot look tokens up");
        }
    }
}

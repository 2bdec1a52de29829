package dev.rose.llama.gguf;

/** The wall before llama.cpp for LoRA adapters, which it reads with asserts of its own. */
final class AdapterRequirements {
    private static final String A = ".lora_a";
    private static final String B = ".lora_b";

    private final GgufFile file;
    private final GgufFile base;

    private AdapterRequirements(GgufFile file, GgufFile base) {
        this.file = file;
        this.base = base;
    }

    static void check(GgufFile file, GgufFile base) {
        new AdapterRequirements(file, base).check();
    }

    private void check() {
        checkMetadata();
        var pairs = 0;
        for (var tensor : file.tensorTable().values()) {
            var name = tensor.name();
            if (name.endsWith(A)) {
                checkPair(tensor, name.substring(0, name.length() - A.length()));
                pairs++;
            } else if (name.endsWith(B)) {
                var target = name.substring(0, name.length() - B.length());
                if (!file.tensorTable().containsKey(target + A)) {
                    throw lonely(name, target + A);
                }
            } else if (!name.endsWith("_norm.weight")) {
                throw GgufException.malformed(
                        file.path(),
                        "the tensor "
                                + GgufException.quoted(name)
                                + " is neither "
                                + A
                                + " nor "
                                + B
                                + ", as those of a LoRA adapter are");
            }
        }
        if (pairs == 0) {
            throw GgufException.malformed(file.path(), "the adapter has no tensors");
        }
    }

    private void checkMetadata() {
        var metadata = file.metadata();
        if (file.parts().size() > 1) {
            throw GgufException.unsupported(
                    file.path(),
                    "llama.cpp reads no adapter in several files; merge them into one");
        }
        if (!"adapter".equals(metadata.string("general.type").orElse(""))) {
            throw GgufException.unsupported(
                    file.path(),
                    "this is not an adapter (general.type is "
                            + GgufException.quoted(metadata.string("general.type").orElse(""))
                            + "); give a LoRA adapter in GGUF format");
        }
        var type = metadata.string("adapter.type").orElse("");
        if (!type.equals("lora")) {
            throw GgufException.unsupported(
                    file.path(),
                    "the adapter is of type "
                            + GgufException.quoted(type)
                            + ", and llama.cpp knows only lora; give a LoRA adapter");
        }
        if (!file.architecture().equals(base.architecture())) {
            throw GgufException.unsupported(
                    file.path(),
                    "the adapter is for the architecture "
                            + GgufException.quoted(file.architecture())
                            + ", and the model is "
                            + GgufException.quoted(base.architecture())
                            + "; give the adapter of this model");
        }
        var alpha = metadata.typed("adapter.lora.alpha", GgufValueType.FLOAT32);
        if (alpha != null && !Float.isFinite(Float.intBitsToFloat((int) alpha.bits()))) {
            throw GgufException.damaged(
                    file.path(),
                    "adapter.lora.alpha is " + Float.intBitsToFloat((int) alpha.bits()));
        }
        metadata.array("adapter.alora.invocation_tokens", GgufValueType.UINT32);
    }

    /** {@code a} takes the input of the target to a few numbers, {@code b} those to its output. */
    private void checkPair(GgufTensor a, String target) {
        var b = file.tensorTable().get(target + B);
        if (b == null) {
            throw lonely(a.name(), target + B);
        }
        var weight = base.tensorTable().get(target);
        if (weight == null) {
            throw GgufException.unsupported(
                    file.path(),
                    "the adapter changes "
                            + GgufException.quoted(target)
                            + ", which the model does not have; give the adapter of this model");
        }
        requireAdaptable(target, weight);
        requireTypes(a, b);
        // Rows of the embedding are looked up, not multiplied with: there the two are turned.
        var fits =
                target.endsWith("token_embd.weight")
                        ? weight.length(0) == b.length(1)
                                && weight.length(1) == a.length(1)
                                && a.length(0) == b.length(0)
                        : weight.length(0) == a.length(0)
                                && weight.length(1) == b.length(1)
                                && a.length(1) == b.length(0);
        if (!fits || !stacksAgree(a, b, weight)) {
            throw GgufException.unsupported(
                    file.path(),
                    "the adapter does not fit "
                            + GgufException.quoted(target)
                            + ": it has "
                            + a.shapeText()
                            + " and "
                            + b.shapeText()
                            + ", the model "
                            + weight.shapeText()
                            + "; give the adapter of this model");
        }
    }

    private void requireAdaptable(String target, GgufTensor weight) {
        // There it would lay the pair over the output, too, turned the wrong way, and abort.
        if (target.equals("token_embd.weight")
                && !base.tensorTable().containsKey("output.weight")) {
            throw GgufException.unsupported(
                    file.path(),
                    "the adapter changes the token embedding, which this model also has as its"
                            + " output, and llama.cpp cannot do that; take an adapter without"
                            + " token_embd.weight");
        }
        if (weight.type() == GgufTensorType.NVFP4) {
            throw GgufException.unsupported(
                    file.path(),
                    "llama.cpp cannot lay an adapter over weights of type NVFP4 such as "
                            + GgufException.quoted(target)
                            + "; take the model in another quantisation");
        }
    }

    /** Experts lie behind one another in the third dimension. */
    private static boolean stacksAgree(GgufTensor a, GgufTensor b, GgufTensor weight) {
        return a.length(2) == b.length(2)
                && a.length(3) == b.length(3)
                && (a.length(2) == weight.length(2) || a.length(2) == 1)
                && (a.length(3) == weight.length(3) || a.length(3) == 1);
    }

    private void requireTypes(GgufTensor a, GgufTensor b) {
        for (var tensor : new GgufTensor[] {a, b}) {
            if (!tensor.type().isWeight()) {
                throw GgufException.malformed(
                        file.path(),
                        "the tensor "
                                + GgufException.quoted(tensor.name())
                                + " has type "
                                + tensor.type()
                                + ", which is none for weights");
            }
        }
    }

    private GgufException lonely(String name, String other) {
        return GgufException.malformed(
                file.path(),
                "the tensor "
                        + GgufException.quoted(name)
                        + " is without its other half "
                        + GgufException.quoted(other));
    }
}

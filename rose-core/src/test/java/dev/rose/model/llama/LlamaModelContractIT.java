package dev.rose.model.llama;

import dev.rose.model.LanguageModel;
import dev.rose.model.ModelContract;
import dev.rose.testing.RealModel;

/** llama.cpp keeps the contract, on the default model. */
class LlamaModelContractIT extends ModelContract {

    @Override
    protected LanguageModel open() {
        return LlamaLanguageModel.open(
                LlamaModelOptions.of(
                        LlamaNatives.unpackInto(RealModel.home().natives()), RealModel.path()));
    }

    /** None was seen; another processor may sum in another order for another shape of batch. */
    @Override
    protected float tolerance() {
        return 0.05f;
    }
}

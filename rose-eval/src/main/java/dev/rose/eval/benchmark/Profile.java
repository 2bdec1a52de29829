package dev.rose.eval.benchmark;

/** How benchmarks are put to a model. */
public enum Profile {
    /** The model's own chat template. */
    DEFAULT,
    /** The paper's template, strengths and token limits (arXiv 2402.11889, section 4.1). */
    PAPER
}

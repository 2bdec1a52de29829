import { byId, h } from "./dom.js";
import { describe, formatStrength, parseStrength, plot } from "./strength.js";

/** @import { Policies, Policy, PolicyEdits, Settings } from "./types.js" */
/** @import { Kind } from "./strength.js" */

const MOST = 1.5;
/** @type {[string, string][]} */
const REVERSES = [
  ["", "As in the policy"], ["manual", "Manual: the paper’s own"], ["opposite", "Opposite: antonyms of the safety prompt"],
  ["random", "Random words"], ["model", "Written by the model"], ["own", "Own text"],
];
/** Reverse prompts of a policy that are made from its safety prompt. @type {Record<string, string>} */
const MADE = {
  opposite: "(the safety prompt with antonyms in it)", random: "(random words)", model: "(what the model wrote)",
};
/** @type {[Kind, string][]} */
const KINDS = [["constant", "Constant"], ["first", "First tokens"], ["decaying", "Decaying"], ["adaptive", "Adaptive"]];

/** The panel where a policy is chosen and changed. */
export class PolicyPanel {
  /**
   * @param {Settings} settings changed in place
   * @param {() => void} changed
   */
  constructor(settings, changed) {
    this.settings = settings;
    this.changed = changed;
    /** @type {Policies | null} */
    this.policies = null;
    this.form = /** @type {HTMLFormElement} */ (byId("policy"));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.#draw();
  }

  get locked() {
    return this.policies?.locked ?? false;
  }

  /** @param {Policies} policies */
  load(policies) {
    this.policies = policies;
    if (!policies.data.some((policy) => policy.name === this.settings.policy)) this.settings.policy = null;
    if (policies.locked) this.settings.edits = {};
    byId("locked").hidden = !policies.locked;
    byId("policy-lock").toggleAttribute("hidden", !policies.locked);
    this.#draw();
    this.#keep();
  }

  /** @returns {Policy | null} the policy that the edits change */
  get base() {
    const { policies, settings } = this;
    if (!policies) return null;
    if (policies.locked) return policies.default;
    return policies.data.find((policy) => policy.name === settings.policy) ?? policies.default;
  }

  /** @returns {number} the weight of the next request */
  get alpha() {
    return this.settings.edits.alpha ?? this.base?.alpha ?? 0.5;
  }

  get edited() {
    return Object.keys(this.settings.edits).length;
  }

  #keep() {
    this.#chip();
    this.changed();
  }

  #chip() {
    const name = this.base ? this.base.name : "Policy";
    byId("policy-chip").textContent = this.base
      ? `${name}${this.edited > 0 ? " (edited)" : ""} · α ${this.alpha.toFixed(2)}` : name;
  }

  #draw() {
    this.form.replaceChildren(
      h("fieldset", { disabled: this.locked }, h("legend", { class: "unseen" }, "Policy"), ...this.#choices(), ...this.#contrast(), ...this.#prompts()),
      ...this.#sampling());
    this.#chip();
  }

  #choices() {
    const data = this.locked ? [] : this.policies?.data ?? [];
    const choices = data.map((policy) => h("label", { class: "choice" },
      h("input", {
        type: "radio", name: "policy", value: policy.name, checked: policy.name === this.base?.name,
        change: () => {
          this.settings.policy = policy.name;
          this.settings.edits = {};
          this.#draw();
          this.#keep();
          /** @type {HTMLElement | null} */ (this.form.querySelector("input[name=policy]:checked"))?.focus();
        },
      }),
      h("span", {}, h("b", {}, policy.name), " ", h("small", { class: "numbers" }, `α ${policy.alpha}`),
        h("small", {}, policy.description ?? ""))));
    if (this.locked && this.base) {
      choices.push(h("label", { class: "choice" }, h("input", { type: "radio", name: "policy", checked: true }),
        h("span", {}, h("b", {}, this.base.name), h("small", {}, this.base.description ?? ""))));
    }
    this.reset = h("button", {
      type: "button", class: "quiet small", hidden: this.edited === 0,
      click: () => {
        this.settings.edits = {};
        this.#draw();
        this.#keep();
      },
    }, "Undo the changes");
    return [h("div", { class: "choices", role: "radiogroup", "aria-label": "Policy" }, ...choices), this.reset];
  }

  #contrast() {
    const base = this.base;
    const strength = parseStrength(this.settings.edits.strength ?? base?.strength ?? "constant");
    const output = h("output", { class: "numbers", for: "alpha" });
    const picture = h("div", { class: "plot-frame" });
    const words = h("p", { class: "hint numbers" });
    const alpha = range("alpha", 0, MOST, 0.05, this.alpha);
    const kind = select("strength", KINDS, strength.kind);
    const tokens = h("input", { id: "strength-tokens", type: "number", min: 1, max: 4096, step: 1 });
    tokens.value = String(strength.tokens);
    const tokenField = h("label", { class: "stack short" }, "Tokens", tokens);
    const show = () => {
      const chosen = /** @type {Kind} */ (kind.value);
      const count = Math.max(1, Number(tokens.value) || 1);
      output.textContent = Number(alpha.value).toFixed(2);
      picture.replaceChildren(plot(chosen, count, Number(alpha.value), MOST));
      words.textContent = describe(chosen, count, Number(alpha.value));
      tokenField.classList.toggle("void", chosen !== "first" && chosen !== "decaying");
      tokens.disabled = chosen !== "first" && chosen !== "decaying";
    };
    alpha.addEventListener("input", () => {
      this.#edit("alpha", Number(alpha.value), base?.alpha);
      show();
    });
    for (const field of [kind, tokens]) {
      field.addEventListener("input", () => {
        this.#edit("strength", formatStrength(/** @type {Kind} */ (kind.value), Math.max(1, Math.trunc(Number(tokens.value)) || 1)), base?.strength);
        show();
      });
    }
    show();
    return [
      h("h3", {}, "Contrast"),
      h("div", { class: "labelled" }, h("label", { for: "alpha" }, "Strength α"), output, alpha),
      h("div", { class: "row" }, h("label", { class: "stack" }, "Schedule", kind), tokenField),
      picture, words,
      ...this.#plausibility(),
    ];
  }

  #plausibility() {
    const base = this.base;
    const slider = range("plausibility", 0, 0.9, 0.05, this.settings.edits.plausibility ?? base?.plausibility ?? 0);
    const output = h("output", { class: "numbers", for: "plausibility" });
    const show = () => { output.textContent = Number(slider.value) === 0 ? "off" : Number(slider.value).toFixed(2); };
    slider.addEventListener("input", () => {
      this.#edit("plausibility", Number(slider.value), base?.plausibility);
      show();
    });
    show();
    return [
      h("div", { class: "labelled" }, h("label", { for: "plausibility" }, "Plausibility"), output, slider),
      h("p", { class: "hint" }, "Tokens less likely than this share of the best one, behind the safety prompt, cannot win."),
    ];
  }

  #prompts() {
    const base = this.base;
    const { edits } = this.settings;
    const positive = h("textarea", { id: "positive", rows: 6, spellcheck: "false" });
    positive.value = edits.positive ?? base?.positive ?? "";
    positive.addEventListener("input", () => this.#edit("positive", positive.value, base?.positive));
    const own = typeof edits.reverse === "string" && !REVERSES.some(([name]) => name === edits.reverse);
    const which = select("reverse-kind", REVERSES, edits.reverse === undefined ? "" : own ? "own" : String(edits.reverse));
    const text = h("textarea", { id: "reverse", rows: 5, spellcheck: "false", "aria-label": "Reverse prompt: text" });
    const show = () => {
      const inherited = which.value === "";
      text.readOnly = which.value !== "own";
      text.hidden = !inherited && which.value !== "own";
      if (inherited) text.value = (base?.reverse ?? []).map(({ text: own }) => MADE[own] ?? own).join("\n\n");
    };
    which.addEventListener("input", () => {
      show();
      this.#edit("reverse", which.value === "own" ? text.value : which.value, "");
    });
    text.addEventListener("input", () => this.#edit("reverse", text.value, ""));
    if (own) text.value = String(edits.reverse);
    show();
    return [
      h("h3", {}, "Prompts"),
      h("label", { class: "stack" }, h("span", { class: "is-plain dot" }, "Safety prompt"), positive),
      h("label", { class: "stack" }, h("span", { class: "is-reverse dot" }, "Reverse prompt"), which),
      text,
    ];
  }

  #sampling() {
    const { settings } = this;
    const temperature = range("temperature", 0, 2, 0.1, settings.temperature);
    const output = h("output", { class: "numbers", for: "temperature" });
    const show = () => { output.textContent = settings.temperature === 0 ? "0, greedy" : settings.temperature.toFixed(1); };
    temperature.addEventListener("input", () => {
      settings.temperature = Number(temperature.value);
      show();
      this.changed();
    });
    const most = h("input", { id: "max-tokens", type: "number", min: 1, step: 1, value: settings.maxTokens });
    most.addEventListener("change", () => {
      settings.maxTokens = Math.max(1, Math.trunc(Number(most.value)) || 256);
      most.value = String(settings.maxTokens);
      this.changed();
    });
    const seed = h("input", { id: "seed", type: "number", step: 1, placeholder: "none", value: settings.seed });
    seed.addEventListener("change", () => {
      settings.seed = seed.value === "" ? null : Math.trunc(Number(seed.value));
      this.changed();
    });
    show();
    return [
      h("h3", {}, "Sampling"),
      h("div", { class: "labelled" }, h("label", { for: "temperature" }, "Temperature"), output, temperature),
      h("div", { class: "row" }, h("label", { class: "stack" }, "Max tokens", most), h("label", { class: "stack" }, "Seed", seed)),
    ];
  }

  /**
   * @template {keyof PolicyEdits} K
   * @param {K} key
   * @param {PolicyEdits[K]} value
   * @param {PolicyEdits[K]} own the policy's; an edit that comes back to it is none
   */
  #edit(key, value, own) {
    if (value === own) delete this.settings.edits[key];
    else this.settings.edits[key] = value;
    if (this.reset) this.reset.hidden = this.edited === 0;
    this.#keep();
  }
}

/** @param {string} id @param {number} min @param {number} max @param {number} step @param {number} value */
function range(id, min, max, step, value) {
  const input = h("input", { id, type: "range", min, max, step });
  input.value = String(value);
  const fill = () => input.style.setProperty("--filled", String((Number(input.value) - min) / (max - min)));
  input.addEventListener("input", fill);
  fill();
  return input;
}

/** @param {string} id @param {[string, string][]} options @param {string} value */
function select(id, options, value) {
  const element = h("select", { id }, ...options.map(([name, label]) => h("option", { value: name }, label)));
  element.value = value;
  return element;
}

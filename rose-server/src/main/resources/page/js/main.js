import { ApiError, apiKey, models, policies, setApiKey } from "./api.js";
import { bloom } from "./bloom.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Detail } from "./detail.js";
import { byId, h } from "./dom.js";
import { Follow } from "./follow.js";
import { Live } from "./live.js";
import { PolicyPanel } from "./policy.js";
import { closable, copying, theme } from "./shell.js";
import { snippet } from "./snippets.js";
import { exported, imported, loadSettings, saveSettings } from "./store.js";

/** @import { Language } from "./snippets.js" */
/** @import { Mode, RequestBody } from "./types.js" */

/** @type {Mode} */
let defaultMode = "rose";
/** @type {RequestBody} */
let requested = {};

const settings = loadSettings();
const notice = byId("notice");
const live = new Live();
const panel = new PolicyPanel(settings, () => saveSettings(settings));

const conversation = new Conversation({
  settings: () => settings,
  server: () => ({ locked: panel.locked, defaultMode }),
  running: (running) => {
    composer.running(running);
    live.run(running);
  },
  code: showRequest,
  key: () => askForKey("This server asks for an API key. It is kept in this tab until you close it."),
}, new Detail(), new Follow());

const composer = new Composer(settings, {
  ask: (question) => conversation.ask(question),
  stop: () => conversation.stop(),
  changed: () => saveSettings(settings),
});

byId("bloom").append(bloom());
theme();
closable();
wire();
await connect();

/** Asks the server for its models and policies; the page can be used before they are there. */
async function connect() {
  try {
    const [names, known] = await Promise.all([models(), policies()]);
    notice.hidden = true;
    showModels(names);
    panel.load(known);
    defaultMode = /** @type {any} */ (known.default).mode ?? "rose";
    composer.lock(known.locked, defaultMode);
  } catch (cause) {
    if (cause instanceof ApiError && cause.failure.status === 401) {
      askForKey("This server asks for an API key. It is kept in this tab until you close it.");
    } else {
      say(cause instanceof ApiError ? cause.message : "The server's answer could not be read.", true);
    }
  }
}

/** @param {string[]} names */
function showModels(names) {
  const select = /** @type {HTMLSelectElement} */ (byId("model"));
  select.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
  if (settings.model === null || !names.includes(settings.model)) settings.model = names[0] ?? null;
  select.value = settings.model ?? "";
  select.disabled = names.length < 2;
  saveSettings(settings);
}

/** @param {string} text @param {boolean} [again] whether a new try may help */
function say(text, again = false) {
  notice.replaceChildren(h("p", {}, text),
    again ? h("button", { type: "button", class: "small", click: () => connect() }, "Try again")
      : h("button", { type: "button", class: "quiet small", click: () => { notice.hidden = true; } }, "Close"));
  notice.hidden = false;
}

/** @param {string} why */
function askForKey(why) {
  byId("key-why").textContent = why;
  const field = /** @type {HTMLInputElement} */ (byId("key-value"));
  field.value = apiKey();
  const dialog = /** @type {HTMLDialogElement} */ (byId("key"));
  if (!dialog.open) dialog.showModal();
  field.focus();
}

/** @param {RequestBody} body */
function showRequest(body) {
  requested = body;
  drawSnippet();
  /** @type {HTMLDialogElement} */ (byId("request")).showModal();
}

function drawSnippet() {
  const language = /** @type {HTMLInputElement} */ (document.querySelector("input[name=language]:checked")).value;
  const code = /** @type {HTMLElement} */ (byId("snippet").firstElementChild);
  code.textContent = snippet(/** @type {Language} */ (language), requested, location.origin);
}

function save() {
  const file = URL.createObjectURL(new Blob([exported(conversation.turns, settings)], { type: "application/json" }));
  const link = h("a", { href: file, download: `rose-${new Date().toISOString().slice(0, 16).replaceAll(":", "")}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
}

function wire() {
  const menu = byId("menu");
  menu.addEventListener("click", () => menu.hidePopover());
  byId("model").addEventListener("change", (event) => {
    settings.model = /** @type {HTMLSelectElement} */ (event.target).value;
    saveSettings(settings);
  });
  byId("new").addEventListener("click", () => {
    conversation.show([]);
    composer.focus();
  });
  byId("export").addEventListener("click", save);
  const file = /** @type {HTMLInputElement} */ (byId("import-file"));
  byId("import").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    try {
      if (file.files?.[0]) conversation.show(imported(await file.files[0].text()));
      notice.hidden = true;
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
    }
    file.value = "";
  });
  byId("open-request").addEventListener("click", () => showRequest(conversation.preview(composer.question)));
  byId("open-key").addEventListener("click", () =>
    askForKey("It is sent with each request, and kept in this tab until you close it."));
  byId("key-form").addEventListener("submit", async () => {
    setApiKey(/** @type {HTMLInputElement} */ (byId("key-value")).value.trim());
    await connect();
    const last = conversation.turns.at(-1);
    if (last && Object.values(last.answers).some((answer) => answer.failure?.status === 401)) conversation.retry();
  });
  byId("languages").addEventListener("change", drawSnippet);
  copying(byId("copy-request"), () => byId("snippet").textContent ?? "");
}

import { byId } from "./dom.js";

const THEMES = ["system", "light", "dark"];
const THEME = "rose.theme";

/** The button that goes from the system's theme to light to dark. */
export function theme() {
  const button = byId("theme");
  let now = localStorage.getItem(THEME) ?? "system";
  const show = () => {
    const label = `Theme: ${now === "system" ? "as the system" : now}`;
    button.setAttribute("aria-label", label);
    button.title = label;
    if (now === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = now;
  };
  button.addEventListener("click", () => {
    now = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    if (now === "system") localStorage.removeItem(THEME);
    else localStorage.setItem(THEME, now);
    show();
  });
  show();
}

/** The dialogs, and the panel: beside the page where there is room, over it where there is not. */
export function closable() {
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && dialog.matches(":modal")) dialog.close();
    });
  }
  const panel = /** @type {HTMLDialogElement} */ (byId("panel"));
  const opener = byId("open-panel");
  const wide = matchMedia("(min-width: 75rem)");
  const open = () => {
    if (wide.matches) panel.show();
    else panel.showModal();
    opener.setAttribute("aria-expanded", "true");
    document.body.toggleAttribute("data-panel", wide.matches);
  };
  opener.addEventListener("click", () => (panel.open ? panel.close() : open()));
  byId("close-panel").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => {
    opener.setAttribute("aria-expanded", "false");
    document.body.removeAttribute("data-panel");
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.matches(":modal")) {
      event.stopPropagation();
      panel.close();
      opener.focus();
    }
  });
  wide.addEventListener("change", () => {
    if (!panel.open) return;
    panel.close();
    open();
  });
}

/** @param {HTMLElement} button @param {() => string} text */
export function copying(button, text) {
  const label = /** @type {HTMLElement} */ (button.querySelector("span"));
  button.addEventListener("click", async () => {

    try {
      await navigator.clipboard.writeText(text());
      label.textContent = "Copied";
    } catch {
      label.textContent = "Not allowed";
    }
    setTimeout(() => { label.textContent = "Copy"; }, 1600);
  });
}

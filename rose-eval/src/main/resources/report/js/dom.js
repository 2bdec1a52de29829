/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. Attributes that are null or false are left out; functions listen to the event of
 * their name. Text goes in as text: nothing here reads HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (
    children.filter((child) => child !== null && child !== undefined && child !== false)));
  return element;
}

/**
 * A sign of the page's sprite.
 *
 * @param {string} symbol its id
 * @param {string} classes
 * @param {string} [spoken] what it says to those who do not see it; nothing where text beside it does
 * @returns {SVGElement}
 */
function sign(symbol, classes, spoken) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${symbol}`);
  svg.setAttribute("class", classes);
  if (spoken) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", spoken);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  svg.append(use);
  return svg;
}

/**
 * An element that the page is known to have.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (found);
}

/** @param {number} share of 1 */
function percent(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/**
 * Lets xterm work under a content security policy without `unsafe-inline`. It writes its colours into style elements
 * and style attributes, which such a policy refuses, also from a script. What a script sets through the object model
 * is allowed, so that is where style elements and the style of spans go, in the page of the host. A style in markup
 * stays refused. The elements themselves stay empty, which a policy can allow by the hash of nothing.
 */
export function styleThroughObjectModel(): void {
  Object.defineProperty(HTMLSpanElement.prototype, 'setAttribute', { value: setSpanAttribute });
  Object.defineProperty(HTMLStyleElement.prototype, 'textContent', { set: setStyleText });
  Object.defineProperty(HTMLStyleElement.prototype, 'remove', { value: removeStyle });
}

const sheets = new WeakMap<HTMLStyleElement, CSSStyleSheet>();

function setSpanAttribute(this: HTMLSpanElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

function setStyleText(this: HTMLStyleElement, css: string): void {
  const sheet = sheets.get(this) ?? new CSSStyleSheet();
  sheet.replaceSync(css);
  if (sheets.has(this)) return;
  sheets.set(this, sheet);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

function removeStyle(this: HTMLStyleElement): void {
  Element.prototype.remove.call(this);
  const sheet = sheets.get(this);
  if (sheet === undefined) return;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
}

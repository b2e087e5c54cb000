import type { Buffer, Core, Link } from './core.js';

/** Limits of VTE, the widget behind most terminals of Linux. */
const longestUri = 2083;
const longestId = 250;
const mostLinks = 10_000;
const mostCharacters = 1_048_576;

/**
 * Links of one terminal by number. xterm.js keeps a marker for each row of each link, for ever on a row that stays,
 * and goes through all of them at each character and scroll; here a full table drops the links no cell has any more.
 */
export class Links {
  readonly #core: Core;
  readonly #links = new Map<number, Link>();
  readonly #ids = new Map<string, number>();
  #characters = 0;
  #lastId = 0;
  /** Links turned away before the cells are looked through again. */
  #patience = 0;

  constructor(core: Core) {
    this.#core = core;
    const service = core._oscLinkService;
    service.registerLink = (link) => this.#register(link);
    service.addLineToLink = () => {};
    service.getLinkData = (id) => this.#links.get(id);
  }

  /** 0 without a link: one too long, or one more than fit. */
  #register({ id, uri }: Link): number {
    if (uri.length > longestUri || (id?.length ?? 0) > longestId) return 0;
    const key = `${id ?? ''};${uri}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (!this.#hasRoom(key)) return 0;
    this.#lastId++;
    this.#ids.set(key, this.#lastId);
    this.#links.set(this.#lastId, { id, uri });
    this.#characters += key.length;
    return this.#lastId;
  }

  #hasRoom(key: string): boolean {
    const fits = () => this.#links.size < mostLinks && this.#characters + key.length <= mostCharacters;
    if (fits()) return true;
    if (this.#patience > 0) {
      this.#patience--;
      return false;
    }
    this.#sweep();
    this.#patience = fits() ? 0 : mostLinks / 4;
    return this.#patience === 0;
  }

  #sweep(): void {
    const { buffers, _inputHandler } = this.#core;
    const used = new Set([_inputHandler._curAttrData.extended.urlId]);
    for (const buffer of [buffers.normal, buffers.alt]) addLinksOf(buffer, used);
    for (const [key, id] of this.#ids) {
      if (used.has(id)) continue;
      this.#ids.delete(key);
      this.#links.delete(id);
      this.#characters -= key.length;
    }
  }
}

function addLinksOf({ lines }: Buffer, used: Set<number>): void {
  for (let row = 0; row < lines.length; row++) {
    const attributes = lines.get(row)?._extendedAttrs ?? {};
    for (const each of Object.values(attributes)) if (each !== undefined) used.add(each.urlId);
  }
}

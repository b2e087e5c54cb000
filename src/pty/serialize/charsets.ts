import type { Charset, Core } from '../../xterm/core.js';

/** Final bytes of the sets that xterm.js has (common/data/Charsets.ts); B, which is ASCII, is none to it. */
const designators = '0A4CRQKYEZH=';

/** How a character set is designated, found out by designating each: xterm.js does not name them. */
export function charsetNames({
  _inputHandler: handler,
  _charsetService: service,
}: Core): Map<Charset, string> {
  const names = new Map<Charset, string>([[undefined, 'B']]);
  for (const designator of designators) {
    handler.selectCharset(`(${designator}`);
    if (!names.has(service.charset)) names.set(service.charset, designator);
  }
  handler.selectDefaultCharset();
  return names;
}

import type { Parser } from './core.js';

/** Characters of an OSC or DCS string; no string that the emulator acts on has more. xterm.js takes 10 million. */
export const longestString = 8192;

/** Bounds what an OSC or DCS string holds before its end has come. A longer one is passed over as a whole. */
export function boundStrings({ _oscParser: osc, _dcsParser: dcs }: Parser): void {
  let size = 0;
  const [startOsc, endOsc] = [osc.start?.bind(osc), osc.end?.bind(osc)];
  const [hookDcs, unhookDcs] = [dcs.hook?.bind(dcs), dcs.unhook?.bind(dcs)];
  osc.start = () => {
    size = 0;
    startOsc?.();
  };
  osc.end = (success, promiseResult) => endOsc?.(success && size <= longestString, promiseResult);
  dcs.hook = (ident, params) => {
    size = 0;
    hookDcs?.(ident, params);
  };
  dcs.unhook = (success, promiseResult) => unhookDcs?.(success && size <= longestString, promiseResult);
  for (const parser of [osc, dcs]) {
    const put = parser.put.bind(parser);
    parser.put = (data, start, end) => {
      size += end - start;
      if (size <= longestString) put(data, start, end);
    };
  }
}

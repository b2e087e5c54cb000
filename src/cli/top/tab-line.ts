import { countIn } from '../../host/client/counts.js';
import { fitted, type Line, segment, type Style } from './line.js';
import type { Scene } from './scene.js';
import { type Tab, tabOrder } from './tab.js';
import type { View } from './view.js';

/** The lists there are, with their keys and how much is in them. */
export function tabLine({ host, size }: Scene, { tab }: View): Line {
  const tabs = tabOrder.flatMap((one, index) => {
    const count = host === undefined ? 0 : countIn(host, one);
    const text = ` ${index + 1} ${one}${count === 0 ? '' : ` ${count}`} `;
    return [segment(text, one === tab ? chosen : styleFor(one, count)), segment(' ')];
  });
  return fitted(tabs, size.cols);
}

const chosen: Style = { ground: 'inverse', weight: 'bold' };

/** Something that was left over waits for somebody to decide. */
function styleFor(tab: Tab, count: number): Style {
  return tab === 'leftovers' && count > 0 ? { color: 'yellow' } : { weight: 'dim' };
}

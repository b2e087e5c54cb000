import { offeredSignals } from '../../host/wire/kill.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import { hasGrace, nextGrace } from '../../host/client/killing/kill-steps.js';
import type { KeyName } from './key-names.js';
import { pressInList } from './press-in-list.js';
import type { Pressed, PressContext } from './pressed.js';
import type { Mode, Question } from './mode.js';
import type { View } from './view.js';

type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { readonly kind: Kind }>;

export function press(view: View, key: KeyName, context: PressContext): Pressed {
  if (key === 'ctrl-c') return { view, effect: { kind: 'quit' } };
  const { mode } = view;
  switch (mode.kind) {
    case 'list':
      return pressInList(view, key, context);
    case 'filter':
      return { view: pressInFilter(view, key) };
    case 'signals':
      return pressInSignals(view, key, mode);
    case 'ask':
      return pressInAsk(view, key, mode);
    // It cannot be taken back, but one need not wait for it.
    case 'ending':
      return { view: ['escape', 'enter', 'q'].includes(key) ? inList(view) : view };
    default:
      return { view: inList(view) };
  }
}

function inList(view: View): View {
  return { ...view, mode: { kind: 'list' } };
}

function pressInFilter(view: View, key: KeyName): View {
  if (key === 'enter') return inList(view);
  if (key === 'escape') return inList({ ...view, filter: '' });
  if (key === 'backspace') return { ...view, filter: Array.from(view.filter).slice(0, -1).join('') };
  if (key === 'ctrl-u') return { ...view, filter: '' };
  return isCharacter(key) ? { ...view, filter: view.filter + key } : view;
}

/** Not one of the named keys. */
function isCharacter(key: KeyName): boolean {
  return Array.from(key).length === 1;
}

/** The dialog names who gets the signal, so that choosing is the confirmation. */
function pressInSignals(view: View, key: KeyName, mode: ModeOf<'signals'>): Pressed {
  const { blockId, process, chosen } = mode;
  if (key === 'up' || key === 'down') {
    const next = chosen + (key === 'up' ? -1 : 1) + offeredSignals.length;
    return { view: { ...view, mode: { ...mode, chosen: next % offeredSignals.length } } };
  }
  const picked = /^[1-9]$/.test(key) ? Number(key) - 1 : key === 'enter' ? chosen : undefined;
  const signal = picked === undefined ? undefined : offeredSignals[picked];
  if (signal !== undefined) return ending(view, { kind: 'signal', blockId, process, signal });
  return { view: ['escape', 'q', 's'].includes(key) ? inList(view) : view };
}

function pressInAsk(view: View, key: KeyName, mode: Question): Pressed {
  const { ask, graceMs } = mode;
  if (key === 'y' || key === 'enter') return ending(view, ask, graceMs);
  if (key === 'g' && hasGrace(ask)) {
    return { view: { ...view, mode: { ...mode, graceMs: nextGrace(graceMs) } } };
  }
  return { view: ['n', 'escape', 'q'].includes(key) ? inList(view) : view };
}

function ending(view: View, ask: KillAsk, graceMs?: number): Pressed {
  const effect = { kind: 'end', ask, ...(graceMs !== undefined && { graceMs }) } as const;
  return { view: { ...view, mode: { kind: 'ending', ask } }, effect };
}

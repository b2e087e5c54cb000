import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';
import { withHangUps } from '../../host/client/killing/hang-up.js';
import {
  dyingHeading,
  hungUpHeading,
  type KillPlan,
  killPlan,
  stayingHeading,
} from '../../host/client/killing/kill-plan.js';
import { defaultGraceMs, graceInWords, hasGrace } from '../../host/client/killing/kill-steps.js';
import { signalMeanings } from '../../host/client/killing/signal-meanings.js';
import { nameOf } from '../../host/client/titles.js';
import { type NamedProcess, offeredSignals } from '../../host/wire/kill.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import { type Color, type Line, segment, type Style } from './line.js';
import type { Mode, Question, Told } from './mode.js';
import type { Scene } from './scene.js';

/** What is shown in a box below the list. */
export interface Dialog {
  readonly title: string;
  readonly color: Color | undefined;
  readonly lines: readonly Line[];
  /** Stays when there is no room for all lines. */
  readonly closing: Line;
}

const many = 6;
const waiting: Line = [segment('Waiting for the host…', { weight: 'bold' })];

/** Undefined: the list is all there is. */
export function dialogOf(mode: Mode, scene: Scene): Dialog | undefined {
  switch (mode.kind) {
    case 'list':
    case 'filter':
    case 'help':
      return undefined;
    case 'signals':
      return signalsDialog(mode.process, mode.chosen);
    case 'ask':
      return planDialog({ plan: planOf(mode, scene), ask: mode.ask, closing: questionKeys(mode) }, scene);
    case 'ending':
      return planDialog({ plan: killPlan(scene.host, mode.ask), ask: mode.ask, closing: waiting }, scene);
    default:
      return outcomeDialog(mode.told);
  }
}

function key(name: string): Line[number] {
  return segment(` ${name} `, { ground: 'inverse' });
}

function planOf({ ask, hungUp }: Question, scene: Scene): KillPlan {
  const plan = killPlan(scene.host, ask);
  return hungUp === undefined ? plan : withHangUps(plan, hungUp);
}

function questionKeys({ ask, graceMs = defaultGraceMs }: Question): Line {
  const keys = [key('y'), segment(' yes   '), key('n'), segment(' no')];
  return hasGrace(ask)
    ? [...keys, segment('   '), key('g'), segment(` by force after ${graceInWords(graceMs)}`)]
    : keys;
}

interface Planned {
  readonly plan: KillPlan;
  readonly ask: KillAsk;
  readonly closing: Line;
}

function planDialog({ plan, ask, closing }: Planned, scene: Scene): Dialog {
  return {
    title: plan.question,
    color: ask.kind === 'signal' ? 'yellow' : 'red',
    lines: [
      [segment(plan.explanation)],
      ...warningLines(plan, ask, scene),
      [segment(dyingHeading(plan, ask), { weight: 'bold' }), segment(inShort(plan.dying))],
      ...plan.dying.map((process) => processLine(process)),
      ...hangUpLines(plan),
      ...stayingLines(plan),
    ],
    closing,
  };
}

/** Of many, how many there are of each name: their lines may not all find room. */
function inShort(dying: KillPlan['dying']): string {
  if (dying.length < many) return '';
  const counts = new Map<string, number>();
  for (const { name } of dying) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts].toSorted(([, a], [, b]) => b - a);
  return ` (${names.map(([name, count]) => `${count} ${name}`).join(', ')})`;
}

/** The panel may run in a pane of its own host. */
function warningLines({ dying }: KillPlan, { kind }: KillAsk, { ownPid }: Scene): readonly Line[] {
  if (kind === 'signal' || dying.every(({ pid }) => pid !== ownPid)) return [];
  return [[segment('panetree top itself is among them.', { color: 'yellow', weight: 'bold' })]];
}

function hangUpLines({ hungUp = [] }: KillPlan): readonly Line[] {
  if (hungUp.length === 0) return [];
  const heading = segment(hungUpHeading(hungUp), { weight: 'bold' });
  return [[heading], ...hungUp.map((process) => processLine(process))];
}

function stayingLines(plan: KillPlan): readonly Line[] {
  if (plan.staying.length === 0) return [];
  const heading = segment(stayingHeading(plan), { weight: 'bold' });
  return [[heading], ...plan.staying.map((process) => processLine(process, { weight: 'dim' }))];
}

function processLine(process: NamedProcess, style: Style = {}): Line {
  return [
    segment(`  ${String(process.pid).padStart(7)}  `, style),
    segment(process.name, style),
    segment(`  ${process.command}`, { weight: 'dim' }),
  ];
}

function signalsDialog(process: TrackedProcess, chosen: number): Dialog {
  return {
    title: `Send a signal to ${nameOf(process)}`,
    color: 'yellow',
    lines: offeredSignals.map((signal, index) => {
      const style: Style = index === chosen ? { ground: 'inverse' } : {};
      const mark = index === chosen ? '>' : ' ';
      return [
        segment(`${mark} ${index + 1} ${signal.padEnd(8)} `, style),
        segment(` ${signalMeanings[signal]}`),
      ];
    }),
    closing: [
      key('↑↓'),
      segment(' choose   '),
      key('enter'),
      segment(' send   '),
      key('esc'),
      segment(' back'),
    ],
  };
}

const toneColors: Readonly<Record<KillOutcome['tone'], Color>> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
};

function outcomeDialog({ subject, outcome }: Told): Dialog {
  const { tone, summary, problems } = outcome;
  return {
    title: subject,
    color: toneColors[tone],
    lines: [
      [segment(summary)],
      ...survivorLines(outcome),
      ...otherLines(outcome),
      ...problems.map((text): Line => [segment(text)]),
    ],
    closing: [key('enter'), segment(' go on')],
  };
}

function survivorLines({ survivors }: KillOutcome): readonly Line[] {
  if (survivors.length === 0) return [];
  const named = survivors.map((one): Line => [segment(`  ${nameOf(one)} ${one.why}`, { color: 'red' })]);
  return [[segment('Survived', { weight: 'bold' })], ...named];
}

function otherLines({ others = [] }: KillOutcome): readonly Line[] {
  return others.flatMap(({ heading, processes }): readonly Line[] => [
    [segment(heading, { weight: 'bold' })],
    ...processes.map(
      (one): Line => [segment(`  ${nameOf(one)}`), segment(`  ${one.why}`, { weight: 'dim' })],
    ),
  ]);
}

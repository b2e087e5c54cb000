import type { JSX } from 'preact';
import { runLabel } from '../../host/client/run-words.js';
import { runHue } from '../swarm/run-hue.js';
import { exitTone, exitWords } from '../../host/client/exit-words.js';
import { duration } from '../views/formatters.js';
import { usePanel } from '../views/panel-context.js';
import { type Bar, placeOf } from './bars.js';

interface BarLineProps {
  readonly bar: Bar;
  readonly since: number;
  readonly style: { readonly transform: string };
}

export function BarLine({ bar, since, style }: BarLineProps): JSX.Element {
  const { now } = usePanel();
  const { process, from, end } = bar;
  const left = placeOf(from, since, now.value);
  const right = placeOf(end?.noticedAt ?? now.value, since, now.value);
  const isOlder = from === undefined || from < since;
  const state = end === undefined ? 'alive' : `ended ${exitTone(end)}`;
  const words = barWords(bar, now.value);
  return (
    <li class="bar-line" style={style} title={words}>
      <span class="bar-label" aria-hidden="true">
        {process.name} <span class="bar-pid">{process.pid}</span>
      </span>
      <span class="bar-track" aria-hidden="true">
        <span
          class={`bar ${runHue(process.runId)} ${state} ${isOlder ? 'older' : ''}`}
          style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }}
        />
        {end === undefined ? undefined : (
          <span class={`bar-reason ${right > 0.7 ? 'before' : 'after'}`} style={{ left: `${right * 100}%` }}>
            {exitWords({ ...end, process })}
          </span>
        )}
      </span>
      <span class="for-screen-readers">{words}</span>
    </li>
  );
}

function barWords({ process, from, end }: Bar, now: number): string {
  const { name, pid, runId, command } = process;
  const age = from === undefined ? 'since before it was seen' : duration((end?.noticedAt ?? now) - from);
  const parts = [`${name} ${pid}`, runId === undefined ? 'no run' : `run ${runLabel(runId)}`, age];
  const state = end === undefined ? 'running' : exitWords({ ...end, process });
  return [...parts, state, ...(command === undefined ? [] : [command])].join(', ');
}

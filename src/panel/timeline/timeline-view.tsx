import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { titleOf } from '../../host/client/titles.js';
import type { HostView } from '../../host/client/host-view.js';
import { offsetsOf, windowOf } from '../swarm/row-window.js';
import { Empty } from '../views/empty.js';
import { duration } from '../views/formatters.js';
import { usePanel } from '../views/panel-context.js';
import { useViewport } from '../views/use-viewport.js';
import { BarLine } from './bar-line.js';
import { timelineRows, timeMarks } from './bars.js';
import { pastWords } from './past-words.js';
import { usePast } from './use-past.js';

const spans = [
  { label: '1 min', ms: 60_000 },
  { label: '5 min', ms: 300_000 },
  { label: '15 min', ms: 900_000 },
  { label: '1 h', ms: 3_600_000 },
] as const;
const rowHeight = 20;
const overscan = 10;

/** What ran when: one bar for each process, in the colour of its turn. */
export function TimelineView({ state }: { readonly state: HostView }): JSX.Element {
  const spanMs = useSignal<number>(spans[1].ms);
  const viewport = useRef<HTMLDivElement>(null);
  const view = useViewport(viewport);
  const { now } = usePanel();
  const since = now.value - spanMs.value;
  const past = usePast(spanMs);
  const rows = timelineRows(state, since, past.processes);
  const offsets = offsetsOf(rows.map(() => rowHeight));
  const { from, to } = windowOf(offsets, { ...view, overscan });
  return (
    <div class="timeline">
      <SpanChoice spanMs={spanMs} />
      <p class="timeline-note">{pastWords(state.host, past.status)}</p>
      <Axis spanMs={spanMs.value} />
      <div
        ref={viewport}
        class="timeline-viewport"
        tabIndex={0}
        role="group"
        aria-label="Processes over time"
      >
        <ul class="sizer" style={{ height: `${offsets.at(-1) ?? 0}px` }}>
          {rows.slice(from, to).map((row, at) => {
            const style = { transform: `translateY(${(from + at) * rowHeight}px)` };
            return row.kind === 'heading' ? (
              <li key={row.key} class="timeline-heading" style={style}>
                {titleOf(state, row.blockId)} <span>{row.count}</span>
              </li>
            ) : (
              <BarLine key={row.key} bar={row} style={style} since={since} />
            );
          })}
        </ul>
      </div>
      {rows.length === 0 ? <Empty icon="terminal" title="Nothing ran in this time" /> : undefined}
    </div>
  );
}

function SpanChoice({ spanMs }: { readonly spanMs: Signal<number> }): JSX.Element {
  return (
    <div class="toolbar">
      <div class="segments" role="group" aria-label="Time span">
        {spans.map(({ label, ms }) => (
          <button
            key={ms}
            type="button"
            aria-pressed={spanMs.value === ms}
            onClick={() => {
              spanMs.value = ms;
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <span class="toolbar-note">One colour for each run.</span>
    </div>
  );
}

function Axis({ spanMs }: { readonly spanMs: number }): JSX.Element {
  return (
    <div class="axis" aria-hidden="true">
      <div class="axis-track">
        {timeMarks(spanMs).map(({ place, agoMs }) => (
          <span key={agoMs} class="axis-mark" style={{ left: `${place * 100}%` }}>
            {duration(agoMs).replace(/ 00[sm]$/, '')} ago
          </span>
        ))}
        <span class="axis-mark now">now</span>
      </div>
    </div>
  );
}

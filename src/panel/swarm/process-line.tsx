import type { JSX } from 'preact';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { EndedProcess } from '../../host/client/host-view.js';
import { type Loose, looseMeanings, looseWords } from '../../host/client/loose.js';
import { exitTone, exitWords } from '../../host/client/exit-words.js';
import { bytes, duration, percent } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { Icon } from '../views/icons.js';
import { usePanel } from '../views/panel-context.js';
import { commandInBrief } from '../../host/client/command-in-brief.js';
import { Highlight } from './highlight.js';
import { type LineProps, rowAttributes } from './line-props.js';
import { PortList } from './port-list.js';
import { ProcessButtons } from './process-buttons.js';
import type { ProcessRow } from './rows.js';
import { RowButtons } from './row-buttons.js';
import { runHue } from './run-hue.js';
import { RunTag } from './run-tag.js';

export function ProcessLine(props: LineProps<ProcessRow>): JSX.Element {
  const { row, standing } = props;
  const { list } = usePanel();
  const { process, ended } = row;
  const isPast = row.key.startsWith('past ');
  const state = ended === undefined ? '' : `ended ${exitTone(ended)} ${isPast ? 'past' : ''}`;
  return (
    <div
      {...rowAttributes(props)}
      class={`line process ${process.role} ${state} ${standing} ${runHue(process.runId)}`}
    >
      <NameCell row={row} search={list.search.value} />
      <div class="cell command" role="gridcell">
        <Highlight text={process.command} search={list.search.value} />
      </div>
      <div class="cell pid" role="gridcell">
        {process.pid}
      </div>
      {ended === undefined ? <UseCells rowKey={row.key} /> : <ReasonCell ended={ended} />}
      <AgeCell row={row} />
      <div class="cell run" role="gridcell">
        <RunTag runId={process.runId} />
      </div>
      {ended === undefined ? (
        <RowButtons rowKey={row.key}>{() => <ProcessButtons row={row} />}</RowButtons>
      ) : undefined}
    </div>
  );
}

/** Painted with each sample, and nothing else of the line with it. */
function UseCells({ rowKey }: { readonly rowKey: string }): JSX.Element {
  const sample = usePanel().client.usage.value.processes.get(rowKey);
  return (
    <>
      <div class={`cell cpu ${heat(sample?.cpuPercent)}`} role="gridcell">
        {percent(sample?.cpuPercent)}
      </div>
      <div class="cell memory" role="gridcell">
        {bytes(sample?.residentBytes)}
      </div>
    </>
  );
}

function ReasonCell({ ended }: { readonly ended: EndedProcess }): JSX.Element {
  const words = exitWords(ended);
  return (
    <div class="cell reason" role="gridcell" title={words}>
      {words}
    </div>
  );
}

function NameCell({ row, search }: { readonly row: ProcessRow; readonly search: string }): JSX.Element {
  const { process, ended, expansion, hidden, level } = row;
  return (
    <div class="cell name" role="gridcell" style={{ '--level': level - 1 }}>
      <span class="name-head">
        <span class={`twist ${expansion}`}>{expansion === 'leaf' ? undefined : <Icon name="chevron" />}</span>
        <span class="process-name" title={process.name}>
          <Highlight text={process.name} search={search} />
        </span>
      </span>
      {hidden > 0 ? <span class="hidden-count">{hidden}</span> : undefined}
      <Standing process={process} loose={row.loose} />
      {ended === undefined ? <InlinePorts holder={row.key} /> : undefined}
      <span class="inline-command">{commandInBrief(process)}</span>
    </div>
  );
}

function InlinePorts({ holder }: { readonly holder: string }): JSX.Element | null {
  const ports = usePanel().client.usage.value.ports.get(holder);
  if (ports === undefined) return null;
  return (
    <span class="inline-ports">
      <PortList ports={ports} />
    </span>
  );
}

interface StandingProps {
  readonly process: TrackedProcess;
  readonly loose: Loose | undefined;
}

function Standing({ process, loose }: StandingProps): JSX.Element | null {
  const { lifetime, escapedTo } = process;
  if (escapedTo !== undefined) {
    return (
      <span class="tag wrong" title={`Lives in ${escapedTo} now`}>
        escaped
      </span>
    );
  }
  if (lifetime === 'kept') return <span class="tag kept-tag">kept</span>;
  if (loose === undefined) return null;
  return (
    <span class="tag loose-tag" title={looseMeanings[loose]}>
      {looseWords[loose]}
    </span>
  );
}

function AgeCell({ row: { process, ended } }: { readonly row: ProcessRow }): JSX.Element {
  const { now } = usePanel();
  const { startedAt } = process;
  const end = ended?.noticedAt ?? now.value;
  return (
    <div class="cell age" role="gridcell">
      {startedAt === undefined ? unknown : duration(end - startedAt)}
    </div>
  );
}

function heat(cpuPercent: number | undefined): string {
  if (cpuPercent === undefined || cpuPercent < 0.05) return 'idle';
  return cpuPercent > 80 ? 'hot' : '';
}

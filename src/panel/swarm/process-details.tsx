import type { JSX } from 'preact';
import { looseMeanings } from '../../host/client/loose.js';
import { copyText, keep } from '../state/actions.js';
import { Button, IconButton } from '../views/button.js';
import { exitWords } from '../../host/client/exit-words.js';
import { bytes, duration, percent } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { usePanel } from '../views/panel-context.js';
import { Fact } from './fact.js';
import { useMenus } from './use-menus.js';
import { PortList } from './port-list.js';
import { signalItems } from './process-menu.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { ProcessRow } from './rows.js';
import { RunTag } from './run-tag.js';

export function ProcessDetails({ row }: { readonly row: ProcessRow }): JSX.Element {
  const model = usePanel();
  const { process, ended } = row;
  return (
    <>
      <h3 class="details-title">
        {process.name} <span class="details-pid">PID {process.pid}</span>
        {ended === undefined ? undefined : <span class="tag">{exitWords(ended)}</span>}
      </h3>
      <div class="details-command">
        <code>{process.command}</code>
        <IconButton
          icon="copy"
          label="Copy command"
          onPress={() => void copyText(model, 'Command', process.command)}
        />
      </div>
      <Facts row={row} />
      {ended === undefined ? <Actions row={row} /> : undefined}
    </>
  );
}

function Facts({ row }: { readonly row: ProcessRow }): JSX.Element {
  const { now } = usePanel();
  const { process, ended } = row;
  const { startedAt, runId, startedFor } = process;
  const age = startedAt === undefined ? undefined : (ended?.noticedAt ?? now.value) - startedAt;
  return (
    <dl class="facts">
      <Fact name="Role">{roleWords[process.role]}</Fact>
      <Fact name="Block">{row.blockId}</Fact>
      <Fact name="Parent PID">{process.ppid}</Fact>
      <Fact name="Process group">{process.processGroup ?? unknown}</Fact>
      <Fact name="Session">{process.systemSession ?? unknown}</Fact>
      <Fact name="Age">{duration(age)}</Fact>
      {ended === undefined ? <UseFacts row={row} /> : undefined}
      <Fact name="Run">{runId === undefined ? 'none' : <RunTag runId={runId} />}</Fact>
      {startedFor === undefined ? undefined : (
        <Fact name="Asked for by">
          {startedFor.blockId} {startedFor.runId === undefined ? '' : <RunTag runId={startedFor.runId} />}
        </Fact>
      )}
      <Fact name="Known by">{process.evidence.join(', ')}</Fact>
      <StandingFacts row={row} />
    </dl>
  );
}

function StandingFacts({ row }: { readonly row: ProcessRow }): JSX.Element {
  const { lifetime, escapedTo } = row.process;
  return (
    <>
      {row.loose === undefined ? undefined : <Fact name="State">{looseMeanings[row.loose]}</Fact>}
      {lifetime === 'kept' ? <Fact name="Lifetime">kept: outlives the pane</Fact> : undefined}
      {escapedTo === undefined ? undefined : <Fact name="Escaped to">{escapedTo}</Fact>}
    </>
  );
}

const roleWords: Readonly<Record<TrackedProcess['role'], string>> = {
  root: 'first of the pane (root)',
  started: 'started in the pane',
  plumbing: 'launcher of panetree (plumbing)',
};

function UseFacts({ row: { key } }: { readonly row: ProcessRow }): JSX.Element {
  const { processes, ports } = usePanel().client.usage.value;
  const sample = processes.get(key);
  const held = ports.get(key) ?? [];
  return (
    <>
      <Fact name="CPU">{percent(sample?.cpuPercent)}</Fact>
      <Fact name="CPU time">{duration(sample?.cpuTimeMs)}</Fact>
      <Fact name="Memory">{bytes(sample?.residentBytes)}</Fact>
      <Fact name="Read">{bytes(sample?.readBytes)}</Fact>
      <Fact name="Written">{bytes(sample?.writtenBytes)}</Fact>
      <Fact name="Ports">{held.length === 0 ? unknown : <PortList ports={held} />}</Fact>
    </>
  );
}

function Actions({ row: { blockId, process } }: { readonly row: ProcessRow }): JSX.Element {
  const model = usePanel();
  const menus = useMenus();
  const target = { blockId, process };
  const ask = (kind: 'process' | 'subtree') => () => {
    model.asked.value = { kind, ...target };
  };
  return (
    <div class="details-actions">
      <Button icon="end" tone="danger" onPress={ask('process')}>
        End…
      </Button>
      <Button tone="danger" onPress={ask('subtree')}>
        End with all it started…
      </Button>
      <Button
        icon="signal"
        hasMenu
        onPress={({ currentTarget }) => {
          if (currentTarget instanceof Element) {
            menus.show('Signals', signalItems(model, target), currentTarget);
          }
        }}
      >
        Signal
      </Button>
      <Button icon="keep" isDisabled={process.lifetime === 'kept'} onPress={() => void keep(model, target)}>
        Keep
      </Button>
    </div>
  );
}

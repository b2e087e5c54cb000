import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RunRecord } from '../../host/wire/run.js';
import { titleOf } from '../../host/client/titles.js';
import { runHue } from '../swarm/run-hue.js';
import { Button } from '../views/button.js';
import { duration, shortPath } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { processes } from '../../host/client/words.js';
import { usePanel } from '../views/panel-context.js';
import { isAlive, runName, runPlace, runStatusWords, runTone } from '../../host/client/run-words.js';

interface RunLineProps {
  readonly run: RunRecord;
  /** How many of its processes live. */
  readonly living: number;
  readonly shown: Signal<number | undefined>;
}

export function RunLine({ run, living, shown }: RunLineProps): JSX.Element {
  const { now } = usePanel();
  const isShown = shown.value === run.runId;
  return (
    <tr class={`${isAlive(run) ? 'alive' : 'over'} ${isShown ? 'active' : ''}`}>
      <NameCell run={run} />
      <td class="task" title={run.task}>
        {run.task ?? unknown}
      </td>
      <td>
        <span class={`status ${runTone(run)}`}>{runStatusWords(run)}</span>
        {isAlive(run) || living === 0 ? undefined : (
          <span class="status left" title={`${processes(living)} of this run still live`}>
            {living} left
          </span>
        )}
      </td>
      <td class="number root-pid">{run.root?.pid ?? unknown}</td>
      <td class="model">{run.model ?? unknown}</td>
      <td class="path" title={run.projectPath}>
        {run.projectPath === undefined ? unknown : shortPath(run.projectPath)}
      </td>
      <td class="number time">{duration((run.endedAt ?? now.value) - run.startedAt)}</td>
      <ButtonsCell run={run} living={living} shown={shown} />
    </tr>
  );
}

function NameCell({ run }: { readonly run: RunRecord }): JSX.Element {
  const { client, now } = usePanel();
  const state = client.state.value;
  const { task, model, projectPath, root, startedAt, endedAt } = run;
  const facts = [
    task,
    root && `PID ${root.pid}`,
    model,
    projectPath && shortPath(projectPath),
    duration((endedAt ?? now.value) - startedAt),
  ].filter(Boolean);
  const place = state === undefined ? run.blockId : titleOf(state, run.blockId);
  return (
    <td class={runHue(run.runId)}>
      <span class="run-name">
        <span class="run-dot" />
        <span class="run-lines">
          <span class="run-title">{runName(run)}</span>
          <span class="run-place">{runPlace(run, place)}</span>
          <span class="run-more">{facts.join(' · ')}</span>
        </span>
      </span>
    </td>
  );
}

function ButtonsCell({ run, living, shown }: RunLineProps): JSX.Element {
  const { asked } = usePanel();
  const { runId } = run;
  return (
    <td class="run-buttons">
      <Button
        title={`Output of ${runName(run)}`}
        onPress={() => {
          shown.value = shown.value === runId ? undefined : runId;
        }}
      >
        Output
      </Button>
      {isAlive(run) || living > 0 ? (
        <Button
          tone="danger"
          title={isAlive(run) ? `Stop ${runName(run)}` : `End what ${runName(run)} has left`}
          onPress={() => {
            asked.value = { kind: 'run', runId };
          }}
        >
          {isAlive(run) ? 'Stop…' : 'End left…'}
        </Button>
      ) : undefined}
    </td>
  );
}

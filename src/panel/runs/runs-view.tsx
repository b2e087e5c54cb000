import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RunRecord } from '../../host/wire/run.js';
import type { HostView } from '../../host/client/host-view.js';
import { Empty } from '../views/empty.js';
import { RunLine } from './run-line.js';
import { RunOutput } from './run-output.js';
import { livingByRun, orderedRuns } from '../../host/client/run-words.js';

/** More are not painted: who looks for an older one looks in the history. */
const mostRuns = 200;

export function RunsView({ state }: { readonly state: HostView }): JSX.Element {
  const shown = useSignal<number | undefined>(undefined);
  const living = livingByRun(state);
  const runs = orderedRuns(state.runs.values(), living);
  const run = shown.value === undefined ? undefined : state.runs.get(shown.value);
  if (runs.length === 0) {
    return (
      <Empty icon="signal" title="No runs yet">
        <p>A run is one turn of an agent or a session. What it starts is told apart by its colour.</p>
      </Empty>
    );
  }
  return (
    <div class="runs">
      <RunsTable runs={runs.slice(0, mostRuns)} living={living} shown={shown} />
      {run === undefined ? undefined : (
        <RunOutput
          key={run.runId}
          run={run}
          onClose={() => {
            shown.value = undefined;
          }}
        />
      )}
    </div>
  );
}

interface RunsTableProps {
  readonly runs: readonly RunRecord[];
  readonly living: ReadonlyMap<number, number>;
  readonly shown: Signal<number | undefined>;
}

function RunsTable({ runs, living, shown }: RunsTableProps): JSX.Element {
  return (
    <div class="table-viewport" tabIndex={0} role="group" aria-label="Runs">
      <table class="table runs-table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" class="task">
              Task
            </th>
            <th scope="col">Status</th>
            <th scope="col" class="number root-pid">
              PID
            </th>
            <th scope="col" class="model">
              Model
            </th>
            <th scope="col" class="path">
              Path
            </th>
            <th scope="col" class="number time">
              Time
            </th>
            <th scope="col">
              <span class="for-screen-readers">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunLine key={run.runId} run={run} living={living.get(run.runId) ?? 0} shown={shown} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

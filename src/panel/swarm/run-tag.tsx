import type { JSX } from 'preact';
import { runLabel } from '../../host/client/run-words.js';
import { usePanel } from '../views/panel-context.js';
import { runHue } from './run-hue.js';

/** A turn by its colour and number, with who it was in the title. */
export function RunTag({ runId }: { readonly runId: number | undefined }): JSX.Element | null {
  const { client } = usePanel();
  if (runId === undefined) return null;
  const run = client.runs.value.get(runId);
  const title = run === undefined ? `run ${runId}` : `${run.agentName ?? run.sessionId}, run ${runId}`;
  return (
    <span class={`run-tag ${runHue(runId)}`} title={title}>
      <span class="run-dot" />
      {runLabel(runId)}
    </span>
  );
}

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { RunRecord } from '../../host/wire/run.js';
import { IconButton } from '../views/button.js';
import { usePanel } from '../views/panel-context.js';
import { OutputLog } from './output-log.js';
import { runName, runStatusWords, runTone } from '../../host/client/run-words.js';

interface RunOutputProps {
  readonly run: RunRecord;
  readonly onClose: () => void;
}

/** What a run prints, as it comes; it stays at the end unless one has scrolled up. */
export function RunOutput({ run, onClose }: RunOutputProps): JSX.Element {
  const { client } = usePanel();
  const log = useMemo(() => new OutputLog(), []);
  const viewport = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => client.watches.run(run.runId, log), [client, run.runId, log]);
  const { text, end, failure } = log.state.value;
  useLayoutEffect(() => {
    const element = viewport.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  return (
    <section class="run-output" aria-label={`Output of ${runName(run)}`}>
      <header>
        <h3>{runName(run)}</h3>
        <span class={`status ${runTone(run)}`}>{runStatusWords(run)}</span>
        <IconButton icon="close" label="Close output" onPress={onClose} />
      </header>
      <pre
        ref={viewport}
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget;
          isAtEnd.current = scrollTop + clientHeight > scrollHeight - 8;
        }}
      >
        {text === '' ? (
          <span class="run-note">{end === 'open' ? 'Nothing printed yet' : 'Nothing was printed'}</span>
        ) : (
          text
        )}
        {failure === undefined ? undefined : <span class="run-note wrong">{failure}</span>}
      </pre>
    </section>
  );
}

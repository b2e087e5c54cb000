import { type ReadonlySignal, useComputed, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { usePanel } from '../views/panel-context.js';
import { type Past, PastReader } from './past-reader.js';

/** What the store tells of the span, read anew with each connection: what happened meanwhile is only there. */
export function usePast(spanMs: ReadonlySignal<number>): Past {
  const { client } = usePanel();
  const reader = useMemo(() => new PastReader((query) => client.request('history.list', query)), [client]);
  const instance = useComputed(() => client.state.value?.instance);
  useSignalEffect(() => {
    const host = instance.value === undefined ? undefined : client.state.peek()?.host;
    const since = Date.now() - spanMs.value;
    if (client.status.value.kind !== 'open' || host === undefined) return;
    // An earlier host may have had blocks of the same names.
    if (host.store === 'on') void reader.read(host.instance, Math.max(since, host.startedAt));
    else reader.forget();
  });
  return reader.past.value;
}

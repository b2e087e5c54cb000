import { useEffect, useState } from 'preact/hooks';
import { hungUpBy } from '../../host/client/killing/hang-up.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { NamedProcess } from '../../host/wire/kill.js';
import { usePanel } from '../views/panel-context.js';

/** What a kill hangs up, as soon as the host has said so; a host that does not answer leaves it at nothing. */
export function useHangUps(ask: KillAsk): readonly NamedProcess[] {
  const { client } = usePanel();
  const [hungUp, setHungUp] = useState<readonly NamedProcess[]>([]);
  useEffect(() => {
    const call = hungUpBy((name, input) => client.request(name, input), ask);
    call.then(
      (found) => setHungUp(found ?? []),
      () => undefined,
    );
  }, []);
  return hungUp;
}

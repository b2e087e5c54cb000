import type { JSX } from 'preact';
import type { ConnectionStatus } from '../connection/status.js';
import { Button } from './button.js';
import { Empty } from './empty.js';
import { usePanel } from './panel-context.js';

/** In place of everything, while there is nothing to show. */
export function WholePanelState({ status }: { readonly status: ConnectionStatus }): JSX.Element {
  const { client } = usePanel();
  switch (status.kind) {
    case 'lost':
      return (
        <Empty icon="plug" title="The host does not answer">
          <StartAdvice />
          <Button onPress={() => client.retryNow()}>Retry now</Button>
        </Empty>
      );
    case 'unauthorized':
      return (
        <Empty icon="alert" title="This browser is not let in">
          <p>
            A restart of the host ends all sessions. Open the link that it has printed, or run{' '}
            <code>panetree link</code> (<code>npx panetree link</code> in a clone) for another one.
          </p>
          <Button onPress={() => location.reload()}>Reload</Button>
        </Empty>
      );
    case 'incompatible':
      return (
        <Empty icon="alert" title="The host speaks another version">
          <p>
            Reload the page to get the one that belongs to it. <code>{status.reason}</code>
          </p>
          <Button onPress={() => location.reload()}>Reload</Button>
        </Empty>
      );
    case 'connecting':
    case 'open':
  }
  return <Skeleton />;
}

/** What helps where no host answers. */
function StartAdvice(): JSX.Element {
  return (
    <p>
      Start it with <code>panetree host</code> (<code>npm start</code> in a clone). As soon as it answers,
      this page goes on by itself.
    </p>
  );
}

const widths = ['w60', 'w80', 'w40', 'w70', 'w50', 'w80', 'w60', 'w40'];

function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="for-screen-readers">Connecting to the host…</span>
      {widths.map((width, at) => (
        <div key={at} class={`skeleton-line ${width}`} />
      ))}
    </div>
  );
}

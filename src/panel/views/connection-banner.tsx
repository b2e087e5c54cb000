import type { JSX } from 'preact';
import { Button } from './button.js';
import { duration } from './formatters.js';
import { Icon } from './icons.js';
import { usePanel } from './panel-context.js';

/** After that it is more than a short gap. */
const longMs = 5000;

const lostWords = {
  cut: 'Connection lost.',
  'asked-too-much': 'This page asked too much of the host, which has cut the connection.',
} as const;

/** Says when what is shown is not what is. */
export function ConnectionBanner(): JSX.Element | null {
  const { client, now } = usePanel();
  const status = client.status.value;
  if (status.kind !== 'lost' || client.state.value === undefined) return null;
  const waitMs = (status.retryAt ?? now.value) - now.value;
  return (
    <div class="banner" role="alert">
      <Icon name="plug" />
      <span class="banner-text">
        <strong>{lostWords[status.cause]}</strong>{' '}
        <span aria-hidden="true">
          What you see is {duration(Math.max(0, now.value - status.lostAt))} old.{' '}
          {waitMs > 1000 ? `Next attempt in ${duration(waitMs)}.` : 'Reconnecting…'}
        </span>
        {status.cause === 'cut' && now.value - status.lostAt > longMs ? (
          <span>
            {' '}
            If the host has ended, <code>panetree host</code> starts it again.
          </span>
        ) : undefined}
      </span>
      <Button onPress={() => client.retryNow()}>Retry now</Button>
    </div>
  );
}

import type { JSX } from 'preact';
import type { Confidence } from '../../host/wire/process.js';
import { Tooltip } from '../views/tooltip.js';

const words: Readonly<Record<Confidence, string>> = {
  high: 'Exact',
  'best-effort': 'Best effort',
  none: 'Untracked',
};
const meanings: Readonly<Record<Confidence, string>> = {
  high: 'The kernel keeps the list: nothing leaves it by forking.',
  'best-effort': 'The list is worked out from what the system tells. Something may be missing.',
  none: 'What runs here is not tracked.',
};

interface ConfidenceBadgeProps {
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
  readonly tabIndex?: -1;
}

export function ConfidenceBadge({ confidence, reasons, ...rest }: ConfidenceBadgeProps): JSX.Element {
  const text = (
    <>
      <span class="tooltip-title">{meanings[confidence]}</span>
      {reasons.map((reason) => (
        <span key={reason} class="tooltip-reason">
          {reason}
        </span>
      ))}
    </>
  );
  return (
    <Tooltip
      class={`confidence ${confidence}`}
      label={`Confidence: ${words[confidence]}`}
      text={text}
      {...rest}
    >
      <span class="confidence-pill">
        <span class="confidence-mark" />
        {words[confidence]}
      </span>
    </Tooltip>
  );
}

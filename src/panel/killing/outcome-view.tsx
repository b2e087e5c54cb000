import type { JSX } from 'preact';
import { keyOf } from '../../host/client/identity.js';
import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';
import { Icon } from '../views/icons.js';

export function OutcomeView({ outcome }: { readonly outcome: KillOutcome }): JSX.Element {
  const { tone, summary, survivors, problems } = outcome;
  return (
    <div class={`outcome ${tone}`} role="status">
      <p class="outcome-summary">
        <Icon name={tone === 'good' ? 'check' : 'alert'} />
        {summary}
      </p>
      {survivors.length === 0 ? undefined : (
        <ul class="named survivors" aria-label="Survived">
          {survivors.map((survivor) => (
            <li key={keyOf(survivor)}>
              <span class="named-name">{survivor.name}</span>
              <span class="named-pid">{survivor.pid}</span>
              <span class="named-command">{survivor.why}</span>
            </li>
          ))}
        </ul>
      )}
      {problems.map((problem) => (
        <p key={problem} class="outcome-problem">
          {problem}
        </p>
      ))}
    </div>
  );
}

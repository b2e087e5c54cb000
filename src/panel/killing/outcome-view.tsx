import type { JSX } from 'preact';
import { Icon } from '../views/icons.js';
import { type KillOutcome, survivorReasons } from './kill-outcome.js';

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
          {survivors.map(({ pid, birth, name, reason }) => (
            <li key={`${pid} ${birth}`}>
              <span class="named-name">{name}</span>
              <span class="named-pid">{pid}</span>
              <span class="named-command">{survivorReasons[reason]}</span>
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

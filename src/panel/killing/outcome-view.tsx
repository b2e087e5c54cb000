import { Fragment, type JSX } from 'preact';
import { keyOf } from '../../host/client/identity.js';
import type { KillOutcome, ToldProcess } from '../../host/client/killing/kill-outcome.js';
import { Icon } from '../views/icons.js';

export function OutcomeView({ outcome }: { readonly outcome: KillOutcome }): JSX.Element {
  const { tone, summary, survivors, others = [], problems } = outcome;
  return (
    <div class={`outcome ${tone}`} role="status">
      <p class="outcome-summary">
        <Icon name={tone === 'good' ? 'check' : 'alert'} />
        {summary}
      </p>
      {survivors.length === 0 ? undefined : <ToldList list={survivors} tone="survivors" label="Survived" />}
      {others.map(({ heading, processes }) => (
        <Fragment key={heading}>
          <p class="dialog-heading calm">{heading}</p>
          <ToldList list={processes} tone="staying" label={heading} />
        </Fragment>
      ))}
      {problems.map((problem) => (
        <p key={problem} class="outcome-problem">
          {problem}
        </p>
      ))}
    </div>
  );
}

interface ToldListProps {
  readonly list: readonly ToldProcess[];
  readonly tone: 'survivors' | 'staying';
  readonly label: string;
}

/** A list that scrolls has to be reached by the keyboard. */
function ToldList({ list, tone, label }: ToldListProps): JSX.Element {
  return (
    <ul class={`named ${tone}`} tabIndex={0} aria-label={label}>
      {list.map((one) => (
        <li key={keyOf(one)}>
          <span class="named-name">{one.name}</span>
          <span class="named-pid">{one.pid}</span>
          <span class="named-command">{one.why}</span>
        </li>
      ))}
    </ul>
  );
}

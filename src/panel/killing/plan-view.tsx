import type { ComponentChildren, JSX } from 'preact';
import type { NamedProcess } from '../../host/wire/kill.js';
import { keyOf } from '../../host/client/identity.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import {
  dyingHeading,
  hungUpHeading,
  type KillPlan,
  stayingHeading,
} from '../../host/client/killing/kill-plan.js';

interface PlanViewProps {
  readonly plan: KillPlan;
  readonly ask: KillAsk;
  /** What may be chosen about the forced kill, which a single signal does not have. */
  readonly children: ComponentChildren;
}

export function PlanView({ plan, ask, children }: PlanViewProps): JSX.Element {
  const { explanation, dying, hungUp = [], staying } = plan;
  return (
    <>
      <p class="dialog-text">{explanation}</p>
      <p class="dialog-heading">{dyingHeading(plan, ask)}</p>
      {dying.length === 0 ? undefined : <Named list={dying} tone="dying" label="Will be ended" />}
      {hungUp.length === 0 ? undefined : (
        <>
          <p class="dialog-heading">{hungUpHeading(hungUp)}</p>
          <Named list={hungUp} tone="dying" label="Will be hung up" />
        </>
      )}
      {staying.length === 0 ? undefined : (
        <>
          <p class="dialog-heading calm">{stayingHeading(plan)}</p>
          <Named list={staying} tone="staying" label="Will be left alone" />
        </>
      )}
      {ask.kind === 'signal' ? undefined : children}
    </>
  );
}

interface NamedProps {
  readonly list: readonly NamedProcess[];
  readonly tone: 'dying' | 'staying';
  readonly label: string;
}

/** A list that scrolls has to be reached by the keyboard. */
function Named({ list, tone, label }: NamedProps): JSX.Element {
  return (
    <ul class={`named ${tone}`} tabIndex={0} aria-label={label}>
      {list.map((process) => (
        <li key={keyOf(process)}>
          <span class="named-name">{process.name}</span>
          <span class="named-pid">{process.pid}</span>
          <span class="named-command">{process.command}</span>
        </li>
      ))}
    </ul>
  );
}

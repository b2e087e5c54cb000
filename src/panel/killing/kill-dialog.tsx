import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { carryOut } from '../../host/client/killing/carry-out.js';
import { withHangUps } from '../../host/client/killing/hang-up.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';
import { type KillPlan, killPlan } from '../../host/client/killing/kill-plan.js';
import { defaultGraceMs } from '../../host/client/killing/kill-steps.js';
import { Button } from '../views/button.js';
import { Dialog } from '../views/dialog.js';
import { usePanel } from '../views/panel-context.js';
import { useFirstFocus } from '../views/use-first-focus.js';
import { GraceChoice } from './grace-choice.js';
import { useHangUps } from './use-hang-ups.js';
import { OutcomeView } from './outcome-view.js';
import { PlanView } from './plan-view.js';

type Progress =
  | { readonly kind: 'asking' }
  | { readonly kind: 'working'; readonly plan: KillPlan }
  | { readonly kind: 'done'; readonly plan: KillPlan; readonly outcome: KillOutcome };

/** Names what will die, has it confirmed, and tells what came of it. */
export function KillDialog(): JSX.Element | null {
  const { asked } = usePanel();
  return asked.value === undefined ? null : (
    <AskedDialog key={JSON.stringify(asked.value)} ask={asked.value} />
  );
}

function AskedDialog({ ask }: { readonly ask: KillAsk }): JSX.Element | null {
  const { client, asked } = usePanel();
  const [progress, setProgress] = useState<Progress>({ kind: 'asking' });
  const [graceMs, setGraceMs] = useState(defaultGraceMs);
  const hungUp = useHangUps(ask);
  const state = client.state.value;
  if (state === undefined) return null;
  const plan = progress.kind === 'asking' ? withHangUps(killPlan(state, ask), hungUp) : progress.plan;
  const close = (): void => void (asked.value = undefined);
  const confirm = async (): Promise<void> => {
    setProgress({ kind: 'working', plan });
    const outcome = await carryOut((name, input) => client.request(name, input), state, { ask, graceMs });
    setProgress({ kind: 'done', plan, outcome });
  };
  return (
    <Dialog
      title={progress.kind === 'done' ? plan.question.replace(/\?$/, '') : plan.question}
      onClose={close}
      buttons={
        progress.kind === 'done' ? (
          <FocusedButton key="done" tone="primary" label="Done" onPress={close} />
        ) : (
          <>
            <Button onPress={close}>Cancel</Button>
            <FocusedButton
              key="confirm"
              tone="danger"
              label={progress.kind === 'working' ? 'Ending…' : plan.verb}
              isDisabled={progress.kind === 'working'}
              onPress={() => void confirm()}
            />
          </>
        )
      }
    >
      {progress.kind === 'done' ? (
        <OutcomeView outcome={progress.outcome} />
      ) : (
        <PlanView plan={plan} ask={ask}>
          <GraceChoice chosen={graceMs} isDisabled={progress.kind === 'working'} onChoice={setGraceMs} />
        </PlanView>
      )}
    </Dialog>
  );
}

interface FocusedButtonProps {
  readonly tone: 'primary' | 'danger';
  readonly label: string;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
}

/** The one that Enter presses. */
function FocusedButton({ tone, label, onPress, isDisabled }: FocusedButtonProps): JSX.Element {
  return (
    <button
      ref={useFirstFocus<HTMLButtonElement>()}
      // A dialog that opens chooses for itself, and goes by this.
      autofocus
      type="button"
      class={`button solid ${tone}`}
      aria-disabled={isDisabled}
      onClick={() => {
        if (isDisabled !== true) onPress();
      }}
    >
      {label}
    </button>
  );
}

import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionId, actionTable, keyCaps } from '../lib/action-table.ts';
import { useAction } from '../lib/actions.ts';
import { useHint } from './hint.tsx';

/** The key caps of a shortcut. */
export const Keys = ({ keys }: { keys: string }) => (
  <span className="keys" aria-hidden>
    {keyCaps(keys).map((cap, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the caps of a shortcut keep their order
      <kbd key={index}>{cap}</kbd>
    ))}
  </span>
);

/** An icon-only button; its tooltip shows its label and shortcut, or why it is disabled. */
export const IconButton = ({
  label,
  hotkey,
  refusal = null,
  children,
  onClick,
  className,
  ref,
  ...rest
}: {
  label: string;
  hotkey?: string | undefined;
  refusal?: string | null;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
} & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>) => {
  const { props, hint } = useHint(
    <span style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
      <span style={{ maxWidth: 280, whiteSpace: 'normal' }}>{refusal ?? label}</span>
      {hotkey && refusal === null && <Keys keys={hotkey} />}
    </span>,
    rest,
    ref,
  );
  return (
    <>
      <button
        type="button"
        className={['icon-button', className].filter(Boolean).join(' ')}
        aria-label={refusal === null ? label : `${label}. ${refusal}`}
        aria-disabled={refusal !== null}
        onClick={refusal === null ? onClick : undefined}
        {...rest}
        {...props}
      >
        {children}
      </button>
      {hint}
    </>
  );
};

/** The button of an action; not rendered while no open screen offers the action. */
export const ActionButton = ({
  id,
  children,
  isPressed,
}: {
  id: ActionId;
  children: ReactNode;
  isPressed?: boolean;
}) => {
  const { t } = useTranslation();
  const action = useAction(id);
  if (!action) return null;
  return (
    <IconButton
      label={t(`action.${id}`)}
      hotkey={actionTable[id].keys[0]}
      refusal={action.refusal}
      onClick={action.run}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
    >
      {children}
    </IconButton>
  );
};

import type { Choice } from '@crossdesk/contracts/settings.ts';
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { localizedName } from '../lib/i18n.ts';

type Suggestion = { key: string | number; label: string; isChosen: boolean; onToggle: () => void };

const Suggestions = ({ label, items }: { label: string; items: readonly Suggestion[] }) => (
  <fieldset className="suggestions">
    <legend className="sr">{label}</legend>
    {items.map((one) => (
      <button key={one.key} type="button" aria-pressed={one.isChosen} onClick={one.onToggle}>
        {one.label}
      </button>
    ))}
  </fieldset>
);

/** The reason as free text, with suggestions. */
export const ReasonField = (props: {
  /** By default "Reason (optional)". */
  label?: string;
  value: string;
  suggestions: readonly string[];
  onChange: (reason: string) => void;
}) => {
  const { t } = useTranslation('transfer');
  return (
    <div className="reason">
      <TextInput
        label={props.label ?? t('transfer.reason')}
        maxLength={200}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      <Suggestions
        label={t('transfer.suggestions')}
        items={props.suggestions.map((text) => ({
          key: text,
          label: text,
          isChosen: props.value === text,
          onToggle: () => props.onChange(props.value === text ? '' : text),
        }))}
      />
    </div>
  );
};

/** One of the company's reasons, and more about it as free text. `reasons`: at least one. */
const ReasonChoice = (props: {
  label: string;
  reasons: readonly Choice[];
  reasonId: number | null;
  text: string;
  onChange: (reason: Partial<Reason>) => void;
}) => {
  const { t } = useTranslation('transfer');
  const { reasonId } = props;
  return (
    <div className="reason">
      <p className="form-label" aria-hidden>
        {props.label}
      </p>
      <Suggestions
        label={props.label}
        items={props.reasons.map(({ id, name }) => ({
          key: id,
          label: localizedName(name),
          isChosen: reasonId === id,
          onToggle: () => props.onChange({ reasonId: reasonId === id ? null : id }),
        }))}
      />
      <TextInput
        label={t('transfer.reasonMore')}
        maxLength={200}
        value={props.text}
        onChange={(event) => props.onChange({ reason: event.currentTarget.value })}
      />
    </div>
  );
};

const suggestions = {
  move: ['wrong', 'expertise', 'next', 'language'],
  reassign: ['vacation', 'expertise', 'language'],
} as const;
export type Reason = { reasonId: number | null; reason: string };

/** Whether a reason is missing that the company requires for another department. */
export const useIsReasonMissing = (): ((given: Reason) => boolean) => {
  const names = useNames();
  const hasList = names.choices('transfer_reason').some((one) => one.isActive);
  const isRequired = names.company?.isTransferReasonRequired === true;
  return ({ reasonId, reason }) => isRequired && reasonId === null && (hasList || reason.trim() === '');
};

/** The reason of a transfer: one of the company's, or a text where it has no list. */
export const TransferReason = (props: {
  kind: 'move' | 'reassign';
  value: Reason;
  onChange: (reason: Partial<Reason>) => void;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const reasons = names.choices('transfer_reason').filter((one) => one.isActive);
  const isRequired = props.kind === 'move' && names.company?.isTransferReasonRequired === true;
  const label = t(isRequired ? 'transfer.reasonRequired' : 'transfer.reason');
  return reasons.length > 0 ? (
    <ReasonChoice
      label={label}
      reasons={reasons}
      reasonId={props.value.reasonId}
      text={props.value.reason}
      onChange={props.onChange}
    />
  ) : (
    <ReasonField
      label={label}
      value={props.value.reason}
      suggestions={suggestions[props.kind].map((one) => t(`transfer.suggestion.${one}`))}
      onChange={(reason) => props.onChange({ reason })}
    />
  );
};

import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { dayAndTime } from '../lib/format.ts';
import { localizedName, translate } from '../lib/i18n.ts';
import { toInstant } from '../lib/wall-clock.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconPlus, IconX } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';
import { LevelSelect, levelSummary } from './level.tsx';
import { noTerms, type Terms, toShareTerms } from './terms.ts';
import { TermsFields } from './terms-fields.tsx';

type SelectedDepartment = { departmentId: number; level: AccessLevel; terms: Terms };

/** A summary of the terms, shown while their fields are collapsed. */
const termsSummary = (terms: Terms, nameOf: (id: number) => string | null): string => {
  const ends = toInstant(terms.expiresAt);
  const due = terms.question.trim() ? toInstant(terms.dueAt) : null;
  return [
    terms.agentIds.length > 0 &&
      translate('share.narrowed', { names: terms.agentIds.map((id) => nameOf(id)).join(', ') }, 'sharing'),
    terms.responsibleId !== null && translate('share.seesTo', { name: nameOf(terms.responsibleId) ?? '' }, 'sharing'),
    due && translate('share.by.time', { when: dayAndTime(due) }, 'sharing'),
    ends && translate('share.ends', { when: dayAndTime(ends) }, 'sharing'),
    terms.isCustomerMasked && translate('share.masked', {}, 'sharing'),
    terms.hiddenFields.length > 0 && translate('share.hidden', { count: terms.hiddenFields.length }, 'sharing'),
  ]
    .filter(Boolean)
    .join(' · ');
};

/** A selected department: its level, and further terms in a collapsed section. */
const SelectedDepartmentFields = (props: {
  selected: SelectedDepartment;
  commonTerms: Pick<Terms, 'question' | 'reason'>;
  onChange: (selected: SelectedDepartment) => void;
  onRemove: () => void;
}) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const { selected } = props;
  const department = names.department(selected.departmentId) ?? '';
  const terms = { ...selected.terms, ...props.commonTerms };
  return (
    <div className="share-chosen">
      <div className="share-head">
        <strong className="cut grow">{department}</strong>
        <LevelSelect
          label={t('share.level', { department })}
          level={selected.level}
          onPick={(level) => props.onChange({ ...selected, level })}
        />
        <IconButton label={t('share.take', { department })} onClick={props.onRemove}>
          <IconX aria-hidden />
        </IconButton>
      </div>
      <p className="faint">{levelSummary(selected.level, names.company)}</p>
      <details className="share-more">
        <summary>
          {t('share.more')}
          <span className="sr">: {department}</span>
          <span className="share-set">{termsSummary(terms, names.agent)}</span>
        </summary>
        <TermsFields
          departmentId={selected.departmentId}
          terms={terms}
          onChange={(changed) => props.onChange({ ...selected, terms: changed })}
        />
      </details>
    </div>
  );
};

/**
 * Selects departments, each with a level (Full by default), and asks them a question (ZE-11, ZE-19,
 * ZE-29 to ZE-31). Nothing is shared before the form is submitted.
 */
export const ShareForm = (props: {
  heading: string;
  /** Departments that cannot be selected. */
  unavailableIds: readonly number[];
  /** A department that is selected at first. */
  startId?: number | null;
  /** Returns whether it worked; `only` is the department's name if only one is selected. */
  onSend: (shares: NewShare[], only: string | null) => Promise<boolean>;
}) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const [chosen, setChosen] = useState<readonly SelectedDepartment[]>(() =>
    props.startId && !props.unavailableIds.includes(props.startId)
      ? [{ departmentId: props.startId, level: 'full', terms: noTerms }]
      : [],
  );
  const [question, setQuestion] = useState('');
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const excludedIds = new Set([...props.unavailableIds, ...chosen.map((one) => one.departmentId)]);
  const availableDepartments = names.departments.filter((one) => one.isActive && !excludedIds.has(one.id));
  const only = chosen.length === 1 ? names.department(chosen[0]?.departmentId ?? null) : null;

  const share = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const isDone = await props.onSend(
      chosen.map(({ departmentId, level, terms }) => ({
        departmentId,
        level,
        ...toShareTerms({ ...terms, question, reason }),
      })),
      only,
    );
    setSending(false);
    if (isDone) {
      // The submit button is removed; the focus stays in the panel.
      heading.current?.focus();
      setChosen([]);
      setQuestion('');
      setReason('');
    }
  };
  return (
    <form className="share-add" onSubmit={(event) => void share(event)}>
      <h3 ref={heading} tabIndex={-1}>
        {props.heading}
      </h3>
      {chosen.map((one) => (
        <SelectedDepartmentFields
          key={one.departmentId}
          selected={one}
          commonTerms={{ question, reason }}
          onChange={(changed) =>
            setChosen((list) => list.map((old) => (old.departmentId === one.departmentId ? changed : old)))
          }
          onRemove={() => setChosen((list) => list.filter((old) => old.departmentId !== one.departmentId))}
        />
      ))}
      {availableDepartments.length === 0 ? (
        chosen.length === 0 && <p className="faint">{t('share.allIn')}</p>
      ) : (
        <Pick
          label={t('share.pick')}
          value={null}
          className="form-pick"
          width={320}
          options={availableDepartments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          onPick={(value) => setChosen([...chosen, { departmentId: Number(value), level: 'full', terms: noTerms }])}
        >
          <IconPlus aria-hidden />
          <span>{t('share.pick')}</span>
        </Pick>
      )}
      {chosen.length > 0 && (
        <>
          <Textarea
            label={t('share.question')}
            description={t('share.questionHint')}
            autosize
            minRows={2}
            maxLength={2000}
            value={question}
            onChange={(event) => setQuestion(event.currentTarget.value)}
          />
          <TextInput
            label={t('share.reason')}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" loading={isSending}>
            {only ? t('share.submitWith', { department: only }) : t('share.submit', { count: chosen.length })}
          </Button>
        </>
      )}
    </form>
  );
};

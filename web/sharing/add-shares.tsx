import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { MaskableField } from '@crossdesk/contracts/sharing.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { nameIn } from '../lib/i18n.ts';
import { whyNot } from '../lib/sentences.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconPlus, IconX } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';
import { LevelPick } from './level.tsx';
import { addShares } from './share-acts.ts';

type Chosen = { departmentId: number; level: AccessLevel };

const fields: readonly MaskableField[] = [
  'service',
  'category',
  'priority',
  'solutionForecast',
  'cc',
  'tags',
  'account',
  'product',
];

/** Lets several departments in at once, each at its level, Full unless changed (ZE-11, ZE-19, ZE-29 to ZE-31). Nothing happens before the button. */
export const AddShares = ({ ticket, shared }: { ticket: Ticket; shared: readonly number[] }) => {
  const { t } = useTranslation();
  const names = useNames();
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [question, setQuestion] = useState('');
  const [reason, setReason] = useState('');
  const [isMasked, setMasked] = useState(false);
  const [hidden, setHidden] = useState<readonly MaskableField[]>([]);
  const [until, setUntil] = useState('');
  const [isSending, setSending] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const refusal = whyNot(ticket.can, 'ticket.share');
  const taken = new Set([ticket.departmentId, ...shared, ...chosen.map((one) => one.departmentId)]);
  const free = names.departments.filter((one) => one.isActive && !taken.has(one.id));
  if (refusal !== null) return <p className="faint">{refusal}</p>;

  const share = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    const terms = {
      question: question.trim(),
      reason: reason.trim(),
      isCustomerMasked: isMasked,
      hiddenFields: [...hidden],
      expiresAt: until ? new Date(until).toISOString() : null,
    };
    const isDone = await addShares(
      ticket.number,
      chosen.map((one) => ({ ...one, ...terms })),
      t('share.done', { count: chosen.length }),
    );
    setSending(false);
    if (isDone) {
      // The button goes with what it sent; the hand stays in the panel.
      heading.current?.focus();
      setChosen([]);
      setQuestion('');
      setReason('');
    }
  };
  return (
    <form className="share-add" onSubmit={(event) => void share(event)}>
      <h3 ref={heading} tabIndex={-1}>
        {shared.length === 0 ? t('share.addFirst') : t('share.add')}
      </h3>
      {chosen.map((one) => {
        const department = names.department(one.departmentId) ?? '';
        return (
          <div key={one.departmentId} className="share-head">
            <strong className="cut grow">{department}</strong>
            <LevelPick
              label={t('share.level', { department })}
              level={one.level}
              onPick={(level) => setChosen(chosen.map((old) => (old === one ? { ...old, level } : old)))}
            />
            <IconButton
              label={t('share.take', { department })}
              onClick={() => setChosen(chosen.filter((old) => old !== one))}
            >
              <IconX aria-hidden />
            </IconButton>
          </div>
        );
      })}
      {free.length === 0 ? (
        chosen.length === 0 && <p className="faint">{t('share.allIn')}</p>
      ) : (
        <Pick
          label={t('share.pick')}
          value={null}
          className="form-pick"
          width={320}
          options={free.map((one) => ({ value: String(one.id), label: nameIn(one.name) }))}
          onPick={(value) => setChosen([...chosen, { departmentId: Number(value), level: 'full' }])}
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
          <details className="share-more">
            <summary>{t('share.more')}</summary>
            <Checkbox
              label={t('share.mask')}
              description={t('share.maskHint')}
              checked={isMasked}
              onChange={(event) => setMasked(event.currentTarget.checked)}
            />
            <fieldset>
              <legend>{t('share.hide')}</legend>
              {fields.map((field) => (
                <Checkbox
                  key={field}
                  size="xs"
                  label={t(`hide.${field}`)}
                  checked={hidden.includes(field)}
                  onChange={(event) =>
                    setHidden(event.currentTarget.checked ? [...hidden, field] : hidden.filter((one) => one !== field))
                  }
                />
              ))}
            </fieldset>
            <TextInput
              type="datetime-local"
              label={t('share.until')}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </details>
          <Button type="submit" loading={isSending}>
            {t('share.submit', { count: chosen.length })}
          </Button>
        </>
      )}
    </form>
  );
};

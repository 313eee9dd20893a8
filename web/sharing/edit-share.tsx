import type { Share } from '@crossdesk/contracts/sharing.ts';
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { editShare } from './share-actions.ts';
import { changedTerms, conflictingFields, toTerms } from './terms.ts';
import { TermsFields } from './terms-fields.tsx';

/**
 * Edits the terms of a share (ZJ-19). If someone else changes the share meanwhile, their changes
 * are listed and only the fields changed here are saved.
 */
export const EditShare = ({ number, share, onClose }: { number: number; share: Share; onClose: () => void }) => {
  const { t } = useTranslation('sharing');
  const names = useNames();
  const [original, setOriginal] = useState(share);
  const [terms, setTerms] = useState(() => toTerms(share));
  const [isSending, setSending] = useState(false);
  const department = names.department(share.departmentId) ?? '';
  const conflicts = conflictingFields(original, share);
  const changes = changedTerms(original, terms);
  const isChanged = Object.keys(changes).length > 0;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged) return onClose();
    setSending(true);
    const isDone = await editShare(
      number,
      share.departmentId,
      { version: share.version, ...changes },
      t('share.termsChanged', { department }),
    );
    setSending(false);
    if (isDone) onClose();
  };
  const discardChanges = () => {
    setOriginal(share);
    setTerms(toTerms(share));
  };
  return (
    <form
      className="share-edit"
      aria-label={t('share.edit', { department })}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.stopPropagation();
        onClose();
      }}
    >
      {conflicts.length > 0 && (
        <div className="share-conflict" role="status">
          <p>
            {t('share.meanwhile', { what: conflicts.map((name) => t(`share.field.${name}`)).join(t('why.and')) })}{' '}
            {isChanged && t('share.meanwhileMine')}
          </p>
          <Button size="xs" variant="default" onClick={discardChanges}>
            {t('share.takeTheirs')}
          </Button>
        </div>
      )}
      <Textarea
        label={t('share.question')}
        description={share.doneAt ? t('share.questionAnew') : undefined}
        autosize
        minRows={2}
        maxLength={2000}
        autoFocus
        value={terms.question}
        onChange={(event) => setTerms({ ...terms, question: event.currentTarget.value })}
      />
      <TextInput
        label={t('share.reason')}
        maxLength={2000}
        value={terms.reason}
        onChange={(event) => setTerms({ ...terms, reason: event.currentTarget.value })}
      />
      <TermsFields departmentId={share.departmentId} terms={terms} onChange={setTerms} />
      <div className="share-buttons">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button size="xs" type="submit" loading={isSending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
};

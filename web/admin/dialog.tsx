import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { problemMessage } from '../lib/problem-messages.ts';
import { FormError } from '../ui/states.tsx';
import { DialogFooter, useSettingsTranslation } from './frame.tsx';

/**
 * A dialog with one form. It closes once `onKeep` is through; until then what was filled in stays, and why it was not taken stands above it.
 * `inWords`: a better sentence than the usual one for what went wrong, or null.
 */
export const SettingsDialog = ({
  title,
  size,
  submit,
  onKeep,
  onClose,
  inWords,
  children,
}: {
  title: string;
  size?: number;
  submit?: string;
  onKeep: () => Promise<unknown>;
  onClose: () => void;
  inWords?: (error: unknown) => string | null;
  children: ReactNode;
}) => {
  const { desk } = useSettingsTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await onKeep();
      onClose();
    } catch (error) {
      setProblem(inWords?.(error) ?? problemMessage(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} {...(size ? { size } : {})}>
      <form className="plain-form" onSubmit={keep}>
        {problem && <FormError>{problem}</FormError>}
        {children}
        <DialogFooter>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {desk('cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {submit ?? desk('save')}
          </Button>
        </DialogFooter>
      </form>
    </Modal>
  );
};

/** A name as it is kept: without spaces around it, and without an empty translation. */
export const storedName = ({ en, ja }: LocalName): LocalName => ({
  en: en.trim(),
  ...(ja?.trim() ? { ja: ja.trim() } : {}),
});

/** The name of something in both languages; the English one stands in where the other is empty. */
export const NameFields = ({ name, onName }: { name: LocalName; onName: (name: LocalName) => void }) => {
  const { t } = useSettingsTranslation();
  return (
    <>
      <TextInput
        label={t('name.en')}
        required
        data-autofocus
        maxLength={120}
        value={name.en}
        onChange={(event) => onName({ ...name, en: event.currentTarget.value })}
      />
      <TextInput
        label={t('name.ja')}
        description={t('name.jaNote')}
        maxLength={120}
        value={name.ja ?? ''}
        onChange={(event) => onName({ ...name, ja: event.currentTarget.value })}
      />
    </>
  );
};

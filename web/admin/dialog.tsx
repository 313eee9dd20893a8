import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { problemMessage } from '../lib/problem-messages.ts';
import { FormError } from '../ui/states.tsx';
import { DialogFooter, useSettingsTranslation } from './frame.tsx';

/**
 * A dialog with one form. It closes when `onSave` resolves; on failure the input stays and the
 * error is shown above it. `onSave` gets the value of the button that was pressed, '' for the usual
 * one. `errorMessage` may return a better message than the default one, or null.
 */
export const SettingsDialog = ({
  title,
  size,
  submitLabel,
  onSave,
  onClose,
  errorMessage,
  children,
}: {
  title: string;
  size?: number;
  submitLabel?: string;
  onSave: (pressed: string) => Promise<unknown>;
  onClose: () => void;
  errorMessage?: (error: unknown) => string | null;
  children: ReactNode;
}) => {
  const { desk } = useSettingsTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent;
    setBusy(true);
    setProblem(null);
    try {
      await onSave(submitter instanceof HTMLButtonElement ? submitter.value : '');
      onClose();
    } catch (error) {
      setProblem(errorMessage?.(error) ?? problemMessage(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} {...(size ? { size } : {})}>
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        {children}
        <DialogFooter>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {desk('cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {submitLabel ?? desk('save')}
          </Button>
        </DialogFooter>
      </form>
    </Modal>
  );
};

/** The name to store: trimmed, and without an empty translation. */
export const storedName = ({ en, ja }: LocalName): LocalName => ({
  en: en.trim(),
  ...(ja?.trim() ? { ja: ja.trim() } : {}),
});

/** The fields of a name in both languages; without a Japanese name the English one is shown. */
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

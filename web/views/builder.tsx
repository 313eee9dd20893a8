import type { CustomView } from '@crossdesk/contracts/custom-views.ts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { toast } from '../lib/toast.ts';
import { IconClock, IconShare } from '../ui/icons.ts';
import { FormError } from '../ui/states.tsx';
import { Audience } from './audience.tsx';
import { Columns } from './columns.tsx';
import { Conditions } from './conditions.tsx';
import { conditionCount, conditionKeyAt, type Draft, draftFrom, emptyDraft, missingPart } from './draft.ts';
import { Preview } from './preview.tsx';
import { saveView } from './view-actions.ts';
import { presetDraft, type ViewPreset, viewPresets } from './view-presets.ts';
import './views.css';

/** Selector of invalid fields, to scroll to the first one. */
const invalidSelector = '[data-wrong], [aria-invalid=true]';

const icons = { sharedOpen: <IconShare aria-hidden />, waiting: <IconClock aria-hidden /> };

const Presets = ({ onPick }: { onPick: (draft: Draft) => void }) => {
  const { t } = useTranslation('views');
  const card = (which: ViewPreset) => (
    <button key={which} type="button" className="ready" onClick={() => onPick(presetDraft(which, t(`ready.${which}`)))}>
      {icons[which]}
      <span>
        <strong>{t(`ready.${which}`)}</strong>
        <small>{t(`ready.${which}.note`)}</small>
      </span>
    </button>
  );
  return (
    <div className="builder-empty">
      <p className="faint">{t('builder.start')}</p>
      <div className="ready-made">{viewPresets.map(card)}</div>
    </div>
  );
};

/** The initial draft: empty, from the view, or a private copy of it. */
const initialDraft = (view: CustomView | null, isCopy: boolean, copyName: string): Draft => {
  if (!view) return emptyDraft();
  if (!isCopy) return draftFrom(view);
  return draftFrom({ ...view, name: copyName.slice(0, 80), visibility: 'me', departmentIds: [], profileIds: [] });
};

/**
 * Form to create or edit a view: criteria, order, columns and visibility, with a preview (ZE-41 to
 * ZE-43, ZJ-28).
 */
export const Builder = ({
  view,
  isCopy,
  onSaved,
  onCancel,
  onDirtyChange,
}: {
  view: CustomView | null;
  isCopy: boolean;
  onSaved: (view: CustomView) => void;
  onCancel: () => void;
  /** Called with whether there are unsaved changes. */
  onDirtyChange: (isDirty: boolean) => void;
}) => {
  const { t } = useTranslation('views');
  const [draft, setDraft] = useState(() => initialDraft(view, isCopy, t('builder.copyOf', { name: view?.name ?? '' })));
  const [initial] = useState(draft);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(initial);
  useEffect(() => onDirtyChange(isDirty), [isDirty, onDirtyChange]);
  const [savedVersion, setSavedVersion] = useState(view && !isCopy ? { id: view.id, version: view.version } : null);
  const [isChecked, setChecked] = useState(false);
  const [invalidKeys, setInvalidKeys] = useState<ReadonlySet<number>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setProblem(null);
    setInvalidKeys(new Set());
  };
  const missing = missingPart(draft);
  const showError = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === 'version_conflict' && savedVersion) {
      const { version } = error.current as CustomView;
      setSavedVersion({ ...savedVersion, version });
      setProblem(t('builder.conflict'));
      return;
    }
    const fields = error instanceof ApiProblem ? error.fields : [];
    setInvalidKeys(new Set(fields.flatMap((field) => conditionKeyAt(draft, field.path) ?? [])));
    setProblem(problemMessage(error));
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (missing) {
      setProblem(t(`builder.${missing}`));
      requestAnimationFrame(() => form.current?.querySelector(invalidSelector)?.scrollIntoView({ block: 'center' }));
      return;
    }
    setBusy(true);
    try {
      const saved = await saveView(draft, savedVersion);
      toast({ tone: 'good', text: t('builder.kept', { name: saved.name }) });
      onSaved(saved);
    } catch (error) {
      showError(error);
      setBusy(false);
    }
  };
  return (
    <form ref={form} className="builder" onSubmit={(event) => void save(event)} noValidate>
      <TextInput
        label={t('builder.name')}
        placeholder={t('builder.namePlaceholder')}
        data-autofocus
        maxLength={80}
        value={draft.name}
        error={isChecked && missing === 'needName' ? t('builder.needName') : undefined}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Conditions draft={draft} isChecked={isChecked} invalidKeys={invalidKeys} onChange={change}>
        {conditionCount(draft) === 0 && (
          <Presets onPick={(ready) => change({ ...ready, name: draft.name || ready.name })} />
        )}
      </Conditions>
      <Preview draft={draft} />
      <Columns columns={draft.columns} onChange={(columns) => change({ columns })} />
      <div className="form-grid builder-terms">
        <NativeSelect
          label={t('builder.sort')}
          value={draft.sort}
          onChange={(event) => change({ sort: event.currentTarget.value === 'created' ? 'created' : 'activity' })}
          data={(['activity', 'created'] as const).map((value) => ({ value, label: t(`builder.sort.${value}`) }))}
        />
        <div className="builder-audience" data-wrong={(isChecked && missing === 'needAudience') || undefined}>
          <Audience draft={draft} onChange={change} />
        </div>
      </div>
      <footer className="builder-foot">
        {problem && <FormError>{problem}</FormError>}
        <Button variant="subtle" color="gray" size="sm" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button type="submit" size="sm" loading={isBusy}>
          {t('builder.keep')}
        </Button>
      </footer>
    </form>
  );
};

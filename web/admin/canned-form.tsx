import type { CannedReply, CannedVisibility } from '@crossdesk/contracts/canned-replies.ts';
import { cannedVariables, cannedVisibilities } from '@crossdesk/contracts/lists/canned-replies.ts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Editor as TiptapEditor } from '@tiptap/react';
import { type ComponentType, type FormEvent, Suspense, useEffect, useRef, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import { FormError, Skeleton } from '../ui/states.tsx';
import { useSettingsTranslation } from './frame.tsx';

/** The editor and message body of the conversation module; web/app passes them in. */
export type EditorParts = {
  Editor: ComponentType<{
    start: string;
    label: string;
    placeholder: string;
    isFirst?: boolean;
    onReady?: (editor: TiptapEditor | null) => void;
    onChange: (html: string) => void;
    onFiles: (files: File[]) => void;
    onSend: () => void;
    onClose: () => void;
  }>;
  Body: ComponentType<{ html: string; quotedHtml: string | null }>;
};

/** The preview and the faults of a text, debounced. */
const usePreview = (html: string) => {
  const [debounced, setDebounced] = useState(html);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(html), 350);
    return () => clearTimeout(timer);
  }, [html]);
  return useQuery({
    queryKey: ['canned-preview', debounced],
    queryFn: ({ signal }) => call('previewCannedReply', { body: { html: debounced }, signal }),
    enabled: debounced !== '',
    retry: false,
    placeholderData: (before) => before,
  }).data;
};

/** The form of a canned reply: name, visibility, text with variables, and preview. */
export const CannedForm = ({
  parts: { Editor, Body },
  reply,
  startVisibility,
  canShare,
  onDone,
}: {
  parts: EditorParts;
  reply: CannedReply | null;
  startVisibility: CannedVisibility;
  canShare: boolean;
  onDone: () => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [name, setName] = useState(reply?.name ?? '');
  const [html, setHtml] = useState(reply?.html ?? '');
  const [visibility, setVisibility] = useState<CannedVisibility>(reply?.visibility ?? startVisibility);
  const [departmentIds, setDepartments] = useState<number[]>(reply?.departmentIds ?? []);
  const [problem, setProblem] = useState<string | null>(null);
  const editor = useRef<TiptapEditor | null>(null);
  const preview = usePreview(html);
  const faults = html === '' ? [] : (preview?.faults ?? []);
  const isComplete =
    name.trim() !== '' &&
    html !== '' &&
    faults.length === 0 &&
    (visibility !== 'departments' || departmentIds.length > 0);

  const save = async () => {
    if (!isComplete) return;
    setProblem(null);
    const body = { name: name.trim(), html, visibility, departmentIds };
    try {
      if (reply) await call('editCannedReply', { params: { id: reply.id }, body: { ...body, version: reply.version } });
      else await call('createCannedReply', { body });
      toast({ tone: 'good', text: t('saved') });
      onDone();
    } catch (error) {
      setProblem(problemMessage(error));
      if (!(error instanceof ApiProblem) || error.code !== 'version_conflict') return;
    }
    await queryClient.invalidateQueries({ queryKey: keys.canned });
  };
  return (
    <form
      className="plain-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void save();
      }}
    >
      {problem && <FormError>{problem}</FormError>}
      <TextInput
        label={t('canned.name')}
        description={t('canned.nameNote')}
        required
        data-autofocus
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('canned.visibility')}
        description={canShare ? undefined : t('canned.visibilityRefused')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={visibility}
        onChange={(event) => setVisibility(cannedVisibilities.find((one) => one === event.currentTarget.value) ?? 'me')}
        data={cannedVisibilities.map((value) => ({
          value,
          label: t(`canned.visibility.${value}`),
          disabled: value !== 'me' && !canShare,
        }))}
      />
      {visibility === 'departments' && (
        <MultiValue
          label={t('canned.departments')}
          values={departmentIds}
          options={names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          nameOf={(value) => names.department(Number(value)) ?? `#${value}`}
          onChange={(values) => setDepartments(values.map(Number))}
        />
      )}
      <div className="canned-text">
        <Suspense fallback={<Skeleton width="60%" />}>
          <Editor
            isFirst={false}
            start={reply?.html ?? ''}
            label={t('canned.text')}
            placeholder={t('canned.textHint')}
            onReady={(instance) => {
              editor.current = instance;
            }}
            onChange={setHtml}
            onFiles={() => toast({ tone: 'bad', text: t('canned.noPictures') })}
            onSend={() => void save()}
            onClose={onDone}
          />
        </Suspense>
      </div>
      {faults.map((fault) => (
        <p key={`${fault.reason} ${fault.what}`} className="canned-fault" role="alert">
          {t(`fault.${fault.reason}`, { what: fault.what })}
        </p>
      ))}
      <fieldset className="variables">
        <legend>{t('text.variables')}</legend>
        {cannedVariables.map((variable) => (
          <button
            key={variable}
            type="button"
            title={t(`canned.variable.${variable}`)}
            onClick={() => editor.current?.chain().focus().insertContent(`{{ ${variable} }}`).run()}
          >
            <code>{variable}</code>
            <span className="sr">{t(`canned.variable.${variable}`)}</span>
          </button>
        ))}
      </fieldset>
      {html !== '' && preview && faults.length === 0 && (
        <section className="text-preview" aria-label={t('text.preview')}>
          <div className="canned-preview">
            <Body html={preview.html} quotedHtml={null} />
          </div>
          <footer className="faint">{t('text.example')}</footer>
        </section>
      )}
      <div className="form-foot">
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onDone}>
          {desk('cancel')}
        </Button>
        <Button type="submit" disabled={!isComplete}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

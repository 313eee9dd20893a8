import { notificationKinds } from '@crossdesk/contracts/lists/notifications.ts';
import type {
  NotificationKind,
  NotificationTemplate,
  TemplatedMeans,
  TemplateFieldError,
} from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { Button, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { currentLocale } from '../lib/i18n.ts';
import { problemMessage, showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { Chip } from '../ui/marks.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { Failed, FormError, Skeleton } from '../ui/states.tsx';
import { useSettingsTranslation } from './frame.tsx';

const templatesKey = ['notification-templates'] as const;

const refreshTemplates = () => queryClient.invalidateQueries({ queryKey: templatesKey });

/** The value, delayed until it has not changed for `ms`. */
const useDebounced = <T,>(value: T, ms: number): T => {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return debounced;
};

const Preview = ({ template, number }: { template: NotificationTemplate; number: number | null }) => {
  const { t } = useSettingsTranslation();
  const { kind, means, locale, subject, body } = template;
  const { data, error } = useQuery({
    queryKey: ['template-preview', kind, means, locale, subject, body, number],
    queryFn: ({ signal }) =>
      call('previewNotificationTemplate', {
        params: { kind, means, locale },
        body: { subject, body, ...(number === null ? {} : { number }) },
        signal,
      }),
    enabled: body !== '',
    retry: false,
    placeholderData: (before) => before,
  });
  if (error) {
    const isUnknown = error instanceof ApiProblem && error.code === 'not_found';
    return <p className="faint">{isUnknown ? t('text.noTicket') : problemMessage(error)}</p>;
  }
  if (!data) return <Skeleton width="70%" />;
  if (data.faults.length > 0) return null;
  return (
    <section className="text-preview" aria-label={t('text.preview')} aria-live="polite" lang={locale}>
      {means === 'email' && <h3>{data.subject}</h3>}
      <p>{data.body}</p>
      <footer className="faint">
        {data.number === null ? t('text.example') : t('text.real', { number: data.number })}
        {data.segments !== null && ` ${t('text.segments', { count: data.segments })}`}
      </footer>
    </section>
  );
};

/** The errors of a template's fields, by line. */
const useFieldErrors = (template: NotificationTemplate) => {
  const { t } = useSettingsTranslation();
  const { data } = useQuery({
    queryKey: [
      'template-preview',
      template.kind,
      template.means,
      template.locale,
      template.subject,
      template.body,
      null,
    ],
    queryFn: ({ signal }) =>
      call('previewNotificationTemplate', {
        params: { kind: template.kind, means: template.means, locale: template.locale },
        body: { subject: template.subject, body: template.body },
        signal,
      }),
    enabled: template.body !== '',
    retry: false,
    placeholderData: (before) => before,
  });
  const faults = data?.faults ?? [];
  const faultText = ({ line, reason, what }: TemplateFieldError) =>
    t('text.line', { line, reason: t(`fault.${reason}`, { what }) });
  return {
    hasAny: faults.length > 0,
    in: (field: TemplateFieldError['field']) =>
      faults
        .filter((fault) => fault.field === field)
        .map(faultText)
        .join(' ') || null,
  };
};

const Form = ({ start, onDone }: { start: NotificationTemplate; onDone: () => void }) => {
  const { t, desk } = useSettingsTranslation();
  const [subject, setSubject] = useState(start.subject);
  const [body, setBody] = useState(start.body);
  const [number, setNumber] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const lastField = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const bodyField = useRef<HTMLTextAreaElement>(null);
  const debounced = useDebounced({ ...start, subject, body }, 350);
  const debouncedNumber = useDebounced(number, 350);
  const faults = useFieldErrors(debounced);
  const params = { kind: start.kind, means: start.means, locale: start.locale };
  const isUnchanged = subject === start.subject && body === start.body;

  /** Inserts a variable at the cursor of the field focused last. */
  const insert = (name: string) => {
    const field = lastField.current ?? bodyField.current;
    if (!field) return;
    const placeholder = `{{ ${name} }}`;
    const from = field.selectionStart ?? field.value.length;
    const next = field.value.slice(0, from) + placeholder + field.value.slice(field.selectionEnd ?? from);
    (field === bodyField.current ? setBody : setSubject)(next);
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(from + placeholder.length, from + placeholder.length);
    });
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const text = start.means === 'email' ? { subject: subject.trim(), body } : { body };
      await call('editNotificationTemplate', { params, body: text });
      toast({ tone: 'good', text: t('saved') });
      await refreshTemplates();
      onDone();
    } catch (error) {
      setProblem(problemMessage(error));
    }
  };
  const reset = async () => {
    try {
      await call('resetNotificationTemplate', { params });
      toast({ tone: 'good', text: t('text.resetDone') });
      await refreshTemplates();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <form className="plain-form" onSubmit={(event) => void save(event)}>
      {problem && <FormError>{problem}</FormError>}
      {start.means === 'email' && (
        <TextInput
          label={t('text.subject')}
          required
          maxLength={300}
          value={subject}
          error={faults.in('subject')}
          onFocus={(event) => {
            lastField.current = event.currentTarget;
          }}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      )}
      <Textarea
        ref={bodyField}
        label={t('text.body')}
        required
        withAsterisk={false}
        autosize
        minRows={start.means === 'email' ? 10 : 3}
        maxRows={20}
        maxLength={8000}
        spellCheck={false}
        classNames={{ input: 'template-text' }}
        value={body}
        error={faults.in('body')}
        onFocus={(event) => {
          lastField.current = event.currentTarget;
        }}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <fieldset className="variables">
        <legend>{t('text.variables')}</legend>
        {notificationKinds[start.kind].variables.map((name) => (
          <button key={name} type="button" title={t(`variable.${name}`)} onClick={() => insert(name)}>
            <code>{name}</code>
            <span className="sr">{t(`variable.${name}`)}</span>
          </button>
        ))}
      </fieldset>
      <div className="text-preview-head">
        <h3>{t('text.preview')}</h3>
        <NumberInput
          size="xs"
          aria-label={t('text.ticket')}
          placeholder={t('text.ticket')}
          min={1}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          value={number ?? ''}
          onChange={(value) => setNumber(typeof value === 'number' && value > 0 ? value : null)}
        />
      </div>
      <Preview template={debounced} number={debouncedNumber} />
      <div className="form-foot">
        {!start.isDefault && (
          <Button variant="subtle" color="gray" onClick={() => void reset()}>
            {t('text.reset')}
          </Button>
        )}
        <span className="grow" />
        <Button variant="subtle" color="gray" onClick={onDone}>
          {desk('cancel')}
        </Button>
        <Button type="submit" disabled={isUnchanged || faults.hasAny}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/**
 * Edits the template of a notification kind and channel in each language, with validation and a
 * preview with a real ticket (ZE-49, C-05).
 */
export const TemplateDrawer = ({
  kind,
  means,
  onClose,
}: {
  kind: NotificationKind;
  means: TemplatedMeans;
  onClose: () => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const [locale, setLocale] = useState<Locale>(currentLocale());
  const query = useQuery({
    queryKey: templatesKey,
    queryFn: ({ signal }) => call('listNotificationTemplates', { signal }),
    refetchOnWindowFocus: false,
  });
  const template = query.data?.items.find((one) => one.kind === kind && one.means === means && one.locale === locale);
  return (
    <Sheet isOpen onClose={onClose} size={620} title={`${t(`kind.${kind}`)} · ${desk(`means.${means}`)}`}>
      <div className="text-head">
        <SegmentedControl
          size="xs"
          aria-label={t('text.language')}
          value={locale}
          onChange={(value) => setLocale(value === 'ja' ? 'ja' : 'en')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
        />
        {template && <Chip tone="quiet">{t(template.isDefault ? 'text.builtIn' : 'text.own')}</Chip>}
      </div>
      {query.error && <Failed error={query.error} retry={() => void query.refetch()} />}
      {template && <Form key={`${locale} ${template.subject} ${template.body}`} start={template} onDone={onClose} />}
    </Sheet>
  );
};

import type { TicketCreate } from '@crossdesk/contracts/tickets.ts';
import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { type FieldProblems, ticketFieldProblems } from '../lib/field-problems.ts';
import { localizedName } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { blockUndo } from '../lib/undo.ts';
import { Avatar } from '../ui/avatar.tsx';
import { isAddress } from '../ui/mailboxes.ts';
import { Pick, type PickOption } from '../ui/pick.tsx';
import { FormError } from '../ui/states.tsx';
import { useContactSearch } from './customer-fields.tsx';
import { emptyFields, FormFields, type NewFields, toRequest } from './form-fields.tsx';

type Requester = { choice: TicketCreate['requester']; label: string };

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part).replace(/\n/g, '<br>')}</p>`)
    .join('');

const RequesterPick = ({ value, onPick }: { value: Requester | null; onPick: (requester: Requester) => void }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useContactSearch(text, isOpen);
  const options: PickOption[] = (data?.items ?? []).map((contact) => ({
    value: String(contact.id),
    label: contact.name,
    note: contact.emails[0],
    icon: <Avatar name={contact.name} />,
  }));
  if (isAddress(text))
    options.push({ value: `new:${text.trim()}`, label: t('new.requesterNew', { text: text.trim() }) });
  return (
    <Pick
      label={t('new.requester')}
      value={null}
      options={options}
      onOpen={setOpen}
      onSearch={setText}
      isSearching={isFetching}
      width={420}
      className="form-pick"
      onPick={(picked) => {
        if (picked.startsWith('new:')) {
          const email = picked.slice(4);
          onPick({ choice: { email, name: email.split('@')[0] ?? email }, label: email });
          return;
        }
        const contact = data?.items.find((one) => one.id === Number(picked));
        if (contact) onPick({ choice: { contactId: contact.id }, label: contact.name });
      }}
    >
      {value ? (
        <>
          <Avatar name={value.label} />
          <span className="cut">{value.label}</span>
        </>
      ) : (
        <span className="nothing">{t('new.requesterPick')}</span>
      )}
    </Pick>
  );
};

/** Opens a ticket on behalf of a contact; saving is blocked without a requester (ZV-20, CP-09). */
export const NewTicket = ({ onClose, onMade }: { onClose: () => void; onMade: (number: number) => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe();
  const departments = names.departments.filter((one) => one.isActive);
  const [requester, setRequester] = useState<Requester | null>(null);
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [departmentId, setDepartmentId] = useState(me?.memberships[0]?.departmentId ?? departments[0]?.id ?? 0);
  const [fields, setFields] = useState<NewFields>(emptyFields);
  const { type } = fields;
  const [fieldProblems, setFieldProblems] = useState<FieldProblems>({});
  const [isNotified, setNotified] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const lacking = !requester
    ? t('new.needRequester')
    : !subject.trim()
      ? t('new.needSubject')
      : !text.trim()
        ? t('new.needMessage')
        : departmentId === 0
          ? t('new.needDepartment')
          : null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lacking || !requester) return setProblem(lacking);
    setBusy(true);
    setProblem(null);
    setFieldProblems({});
    try {
      const ticket = await call('createTicket', {
        idempotencyKey: `${idempotencyKey}-${subject.length}-${text.length}`,
        body: {
          subject: subject.trim(),
          requester: requester.choice,
          departmentId,
          ...toRequest(fields),
          message: { html: paragraphs(text) },
          notifyRequester: type === 'public' && isNotified,
        },
      });
      queryClient.setQueryData(keys.ticket(ticket.number), ticket);
      void queryClient.invalidateQueries({ queryKey: keys.lists });
      void queryClient.invalidateQueries({ queryKey: keys.views });
      toast({ tone: 'good', text: t('new.made', { number: ticket.number }) });
      blockUndo();
      onMade(ticket.number);
    } catch (error) {
      setProblem(problemMessage(error));
      setFieldProblems(ticketFieldProblems(error));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('new.title')} size={640} closeOnClickOutside={!text && !subject}>
      <form className="plain-form" onSubmit={submit}>
        {problem && <FormError>{problem}</FormError>}
        <div>
          <span className="form-label">{t('new.requester')}</span>
          <RequesterPick value={requester} onPick={setRequester} />
        </div>
        <TextInput
          label={t('new.subject')}
          value={subject}
          maxLength={1000}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          label={t('new.message')}
          description={type === 'public' ? t('new.messagePublic') : undefined}
          autosize
          minRows={5}
          maxRows={14}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('new.department')}
          value={String(departmentId)}
          onChange={(event) => setDepartmentId(Number(event.currentTarget.value))}
          data={departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
        />
        <FormFields
          form={names.fieldsOf('agent')}
          values={fields}
          onChange={setFields}
          departmentId={departmentId}
          problems={fieldProblems}
        />
        <div className="form-foot">
          {type === 'public' && (
            <Checkbox
              label={t('new.notify')}
              checked={isNotified}
              onChange={(event) => setNotified(event.currentTarget.checked)}
            />
          )}
          <span className="grow" />
          <Button variant="subtle" color="gray" size="sm" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" size="sm" loading={isBusy}>
            {t('new.button')}
          </Button>
        </div>
      </form>
    </Modal>
  );
};

import type { FormFieldName } from '@crossdesk/contracts/lists/forms.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActionHandler } from '../lib/actions.ts';
import { useAvailabilities } from '../lib/availability.ts';
import { servicePath, useMe, useNames } from '../lib/catalog.ts';
import { useFieldProblems } from '../lib/field-problems.ts';
import { customerTextRefusal, refusalReason } from '../lib/problem-messages.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Chip, PriorityMark } from '../ui/marks.tsx';
import { Pick, type PickOption } from '../ui/pick.tsx';
import { Time } from '../ui/time.tsx';
import { AccountField, RequesterField } from './customer-fields.tsx';
import { editTicket } from './edit-ticket.ts';
import { EmptyValue, Field, FieldContext } from './field.tsx';
import { ForecastField } from './forecast-field.tsx';
import { CcField, TagsField } from './list-fields.tsx';
import {
  assigneeOptions,
  categoryOptions,
  idChange,
  misfits,
  none,
  priorityOptions,
  productOptions,
  serviceOptions,
  type TicketField,
  toId,
  withDefaults,
} from './options.tsx';

const PickField = (props: {
  ticket: Ticket;
  field: TicketField;
  label: string;
  options: PickOption[];
  refusal: string | null;
  children: ReactNode;
  isOpen?: boolean;
  onOpen?: (isOpen: boolean) => void;
  /** Further fields that change with the value. */
  changeOf?: (value: string) => ReturnType<typeof withDefaults>;
  /** Shown below the value. */
  below?: ReactNode;
}) => (
  <Field label={props.label}>
    <Pick
      label={props.label}
      value={String(props.ticket[props.field] ?? none)}
      options={props.options}
      refusal={props.refusal}
      onPick={(value) => {
        const change = { ...idChange(props.field, value), ...props.changeOf?.(value) };
        void editTicket(props.ticket, change, change);
      }}
      className="field-value"
      {...(props.onOpen ? { isOpen: props.isOpen ?? false, onOpen: props.onOpen } : {})}
    >
      {props.children}
    </Pick>
    {props.below}
  </Field>
);

/** Fields that can be opened with a shortcut. */
export type QuickField = 'assignee' | 'priority' | 'tags';

/**
 * The classifications of a ticket, edited in place (ZV-09, ZV-11 to ZV-32), in the order of its
 * form and without hidden fields (ZV-31). `start`: the field to open initially. `whyAssigned`:
 * shown below the responsible.
 */
export const Classifications = ({
  ticket,
  start,
  whyAssigned,
}: {
  ticket: Ticket;
  start?: QuickField | undefined;
  whyAssigned?: ReactNode;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const availabilities = useAvailabilities();
  const me = useMe();
  const [open, setOpen] = useState<QuickField | null>(null);
  // The layer first focuses its own first control, so the field opens after that.
  useEffect(() => {
    if (!start) return;
    const timer = setTimeout(() => setOpen(start));
    return () => clearTimeout(timer);
  }, [start]);
  const cannotEdit = refusalReason(ticket.can, 'ticket.edit');
  const cannotAssign = refusalReason(ticket.can, 'ticket.assign');
  const cannotRetype = refusalReason(ticket.can, 'ticket.change_type');
  const cannotNameCustomer = customerTextRefusal(ticket);
  useActionHandler('ticket.assign', () => setOpen('assignee'), cannotAssign);
  useActionHandler('ticket.priority', () => setOpen('priority'), cannotEdit);
  useActionHandler('ticket.tags', () => setOpen('tags'), cannotNameCustomer);
  const assignee = names.agentOf(ticket.assigneeId);
  const priority = names.choiceOf(ticket.priorityId);
  const misfit = misfits(names, ticket);
  const problems = useFieldProblems(ticket.number);
  const hiddenByShare = new Set(ticket.hiddenFields);
  const emptyValue = <EmptyValue>{cannotEdit === null ? t('field.add') : '–'}</EmptyValue>;
  const openProps = (name: QuickField) => ({
    isOpen: open === name,
    onOpen: (isOpen: boolean) => setOpen(isOpen ? name : null),
  });
  const content: Record<FormFieldName, ReactNode> = {
    number: null,
    type: (
      <Field label={t('field.type')}>
        <Pick
          label={t('field.type')}
          value={ticket.type}
          refusal={cannotRetype}
          options={(['public', 'internal'] as const).map((type) => ({
            value: type,
            label: t(`type.${type}`),
            note: t(`type.${type}.note`),
          }))}
          onPick={(value) => {
            const type = value === 'internal' ? 'internal' : 'public';
            void editTicket(ticket, { type }, { type });
          }}
          width={330}
          className="field-value"
        >
          {ticket.type === 'internal' ? <Chip tone="internal">{t('type.internal')}</Chip> : t('type.public')}
        </Pick>
      </Field>
    ),
    priority: (
      <PickField
        ticket={ticket}
        field="priorityId"
        label={t('field.priority')}
        options={priorityOptions(names, ticket.categoryId)}
        refusal={cannotEdit}
        {...openProps('priority')}
      >
        {priority ? <PriorityMark choice={priority} /> : emptyValue}
      </PickField>
    ),
    solutionForecast: <ForecastField ticket={ticket} />,
    account: <AccountField ticket={ticket} refusal={cannotEdit} />,
    service: (
      <PickField
        ticket={ticket}
        field="serviceId"
        label={t('field.service')}
        options={serviceOptions(names, ticket)}
        refusal={cannotEdit}
        changeOf={(value) => withDefaults(names, ticket, { serviceId: toId(value) }, hiddenByShare)}
      >
        {ticket.serviceId ? <span className="cut">{servicePath(names, ticket.serviceId)}</span> : emptyValue}
      </PickField>
    ),
    category: (
      <PickField
        ticket={ticket}
        field="categoryId"
        label={t('field.category')}
        options={categoryOptions(names, ticket.serviceId)}
        refusal={cannotEdit}
        changeOf={(value) => withDefaults(names, ticket, { categoryId: toId(value) }, hiddenByShare)}
      >
        {ticket.categoryId ? <span className="cut">{names.choice(ticket.categoryId)}</span> : emptyValue}
      </PickField>
    ),
    product: (
      <PickField
        ticket={ticket}
        field="productId"
        label={t('field.product')}
        options={productOptions(names)}
        refusal={cannotEdit}
      >
        {ticket.productId ? <span className="cut">{names.choice(ticket.productId)}</span> : emptyValue}
      </PickField>
    ),
    cc: <CcField ticket={ticket} refusal={cannotNameCustomer} />,
    tags: <TagsField ticket={ticket} refusal={cannotNameCustomer} {...openProps('tags')} />,
  };
  const problemOf = (field: FormFieldName): string | null => {
    if (field === 'number') return null;
    return problems[field] ?? (field in misfit ? misfit[field as keyof typeof misfit] : null);
  };
  return (
    <dl className="classifications">
      <PickField
        ticket={ticket}
        field="assigneeId"
        label={t('field.assignee')}
        options={assigneeOptions(names, availabilities, ticket.departmentId, me?.id ?? null)}
        refusal={cannotAssign}
        {...openProps('assignee')}
        below={whyAssigned}
      >
        {assignee ? (
          <>
            <Avatar
              name={assignee.name}
              url={assignee.avatarUrl}
              availability={availabilities.mark(assignee.id)}
              availabilityWords={availabilities.words(assignee.id)}
            />
            <span className="cut">{assignee.name}</span>
            <span className="sr">, {availabilities.words(assignee.id)}</span>
          </>
        ) : (
          <EmptyValue>{t('list.unassigned')}</EmptyValue>
        )}
      </PickField>
      <Field label={t('field.department')}>
        <span className="field-value is-fixed">{names.department(ticket.departmentId)}</span>
      </Field>
      <RequesterField ticket={ticket} refusal={cannotEdit} />
      {names
        .fieldsOf(ticket.channel)
        .filter(({ field, use }) => use !== 'hidden' && !hiddenByShare.has(field))
        .map(({ field, use }) => (
          <FieldContext key={field} value={{ isRequired: use === 'required', problem: problemOf(field) }}>
            {content[field]}
          </FieldContext>
        ))}
      <Field label={t('field.created')}>
        <span className="field-value is-fixed faint">
          <span>
            <Time at={ticket.createdAt} isLong />, {t(`channel.${ticket.channel}`)}
          </span>
        </span>
      </Field>
    </dl>
  );
};

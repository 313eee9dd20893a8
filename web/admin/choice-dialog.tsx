import { maxServiceLevels, priorityColors } from '@crossdesk/contracts/lists/settings.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { BaseState, Choice, ChoiceEdit, ChoiceKind, PriorityColor } from '@crossdesk/contracts/settings.ts';
import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { type Names, servicePath, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import { NameFields, SettingsDialog, storedName } from './dialog.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { Labelled } from './routing-conditions.tsx';

const states: BaseState[] = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'];
export const refreshCatalog = () => queryClient.invalidateQueries({ queryKey: keys.catalog });

export type EditedChoice = { kind: ChoiceKind; choice: Choice | null; statusId?: number };

const newValues = {
  name: { en: '' } as LocalName,
  baseState: 'open' as BaseState | null,
  needsJustification: false,
  weight: 20 as number | null,
  color: 'gray' as PriorityColor | null,
  parentId: null as number | null,
  departmentIds: [] as number[],
  ticketType: null as Choice['ticketType'],
  categoryIds: [] as number[],
  defaultCategoryId: null as number | null,
  priorityIds: [] as number[],
  defaultPriorityId: null as number | null,
};
type Values = typeof newValues;

/** The fields of each list, besides the name. */
const fieldsOf = {
  status: ['needsJustification'],
  justification: [],
  priority: ['weight', 'color'],
  service: ['parentId', 'departmentIds', 'ticketType', 'categoryIds', 'defaultCategoryId', 'defaultPriorityId'],
  category: ['priorityIds', 'defaultPriorityId'],
  product: [],
  transfer_reason: [],
} as const satisfies Record<ChoiceKind, readonly (keyof ChoiceEdit & keyof Values)[]>;

type FieldProps = { values: Values; onChange: (change: Partial<Values>) => void };

const StatusFields = ({ values, onChange, isNew }: FieldProps & { isNew: boolean }) => {
  const { t, desk } = useSettingsTranslation();
  return (
    <>
      <NativeSelect
        label={t('status.base')}
        description={t('status.baseNote')}
        disabled={!isNew}
        value={values.baseState ?? 'open'}
        onChange={(event) => onChange({ baseState: states.find((one) => one === event.currentTarget.value) ?? 'open' })}
        data={states.map((one) => ({ value: one, label: desk(`base.${one}`) }))}
      />
      <Checkbox
        label={t('status.needs')}
        checked={values.needsJustification}
        onChange={(event) => onChange({ needsJustification: event.currentTarget.checked })}
      />
    </>
  );
};

const PriorityFields = ({ values, onChange }: FieldProps) => {
  const { t } = useSettingsTranslation();
  return (
    <>
      <NumberInput
        label={t('priority.weight')}
        description={t('priority.weightNote')}
        min={0}
        max={1000}
        value={values.weight ?? 0}
        onChange={(value) => onChange({ weight: Number(value) || 0 })}
      />
      <NativeSelect
        label={t('priority.color')}
        leftSection={
          <span
            className="dot-colour"
            style={{ background: `var(--priority-${values.color ?? 'gray'})` }}
            aria-hidden
          />
        }
        value={values.color ?? 'gray'}
        onChange={(event) =>
          onChange({ color: priorityColors.find((one) => one === event.currentTarget.value) ?? null })
        }
        data={priorityColors.map((color) => ({ value: color, label: t(`color.${color}`) }))}
      />
    </>
  );
};

const numberOrNull = (text: string): number | null => Number(text) || null;

/** The services that can be above this one: not itself, not below it, and not too deep. */
function possibleParents(names: Names, service: Choice | null): Choice[] {
  const services = names.choices('service');
  const depthOf = (one: Choice): number => {
    const parent = names.choiceOf(one.parentId);
    return parent ? depthOf(parent) + 1 : 1;
  };
  const heightOf = (one: Choice): number =>
    1 + Math.max(0, ...services.filter((child) => child.parentId === one.id).map(heightOf));
  const isBelow = (one: Choice): boolean => {
    const parent = names.choiceOf(one.parentId);
    return one.id === service?.id || (parent !== null && isBelow(parent));
  };
  const height = service ? heightOf(service) : 1;
  return services.filter((one) => depthOf(one) + height <= maxServiceLevels && !(service && isBelow(one)));
}

const useLists = (names: Names) => {
  const { t } = useSettingsTranslation();
  return {
    /** Several entries of a list; none means all. */
    several: (
      label: string,
      ids: number[],
      all: readonly { id: number; name: LocalName }[],
      set: (ids: number[]) => void,
    ) => (
      <Labelled label={label}>
        <MultiValue
          label={label}
          values={ids}
          options={all.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          nameOf={(value) => {
            const found = all.find((one) => one.id === value);
            return found ? localizedName(found.name) : (names.choice(Number(value)) ?? `#${value}`);
          }}
          whenNone={t('choice.all')}
          onChange={(values) => set(values.map(Number))}
        />
      </Labelled>
    ),
    /** One entry of a list, or none. */
    single: (
      label: string,
      id: number | null,
      all: readonly Choice[],
      set: (id: number | null) => void,
      note?: string,
    ) => (
      <NativeSelect
        label={label}
        description={note}
        value={String(id ?? 0)}
        onChange={(event) => set(numberOrNull(event.currentTarget.value))}
        data={[
          { value: '0', label: t('choice.noDefault') },
          ...all.map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
        ]}
      />
    ),
  };
};

const activeOf = (names: Names, kind: ChoiceKind) => names.choices(kind).filter((one) => one.isActive);
/** The entries that can be the default: those that fit, or all if none are named. */
const among = (all: readonly Choice[], ids: readonly number[]) =>
  ids.length === 0 ? all : all.filter((one) => ids.includes(one.id));

const ServiceFields = ({ values, onChange, service }: FieldProps & { service: Choice | null }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const lists = useLists(names);
  const categories = activeOf(names, 'category');
  return (
    <>
      <NativeSelect
        label={t('service.parent')}
        description={t('service.parentNote')}
        value={String(values.parentId ?? 0)}
        onChange={(event) => onChange({ parentId: numberOrNull(event.currentTarget.value) })}
        data={[
          { value: '0', label: desk('none') },
          ...possibleParents(names, service).map((one) => ({
            value: String(one.id),
            label: servicePath(names, one.id) ?? '',
          })),
        ]}
      />
      {lists.several(t('service.departments'), values.departmentIds, names.departments, (departmentIds) =>
        onChange({ departmentIds }),
      )}
      <NativeSelect
        label={t('service.type')}
        value={values.ticketType ?? ''}
        onChange={(event) => {
          const type = event.currentTarget.value;
          onChange({ ticketType: type === 'public' || type === 'internal' ? type : null });
        }}
        data={[
          { value: '', label: t('service.bothTypes') },
          { value: 'public', label: t('service.publicOnly') },
          { value: 'internal', label: t('service.internalOnly') },
        ]}
      />
      {lists.several(t('service.categories'), values.categoryIds, categories, (categoryIds) =>
        onChange({
          categoryIds,
          ...(categoryIds.length > 0 && !categoryIds.includes(values.defaultCategoryId ?? 0)
            ? { defaultCategoryId: null }
            : {}),
        }),
      )}
      {lists.single(
        t('service.defaultCategory'),
        values.defaultCategoryId,
        among(categories, values.categoryIds),
        (defaultCategoryId) => onChange({ defaultCategoryId }),
        t('choice.defaultNote'),
      )}
      {lists.single(
        t('service.defaultPriority'),
        values.defaultPriorityId,
        activeOf(names, 'priority'),
        (defaultPriorityId) => onChange({ defaultPriorityId }),
        t('service.defaultPriorityNote'),
      )}
    </>
  );
};

const CategoryFields = ({ values, onChange }: FieldProps) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const lists = useLists(names);
  const priorities = activeOf(names, 'priority');
  return (
    <>
      {lists.several(t('category.priorities'), values.priorityIds, priorities, (priorityIds) =>
        onChange({
          priorityIds,
          ...(priorityIds.length > 0 && !priorityIds.includes(values.defaultPriorityId ?? 0)
            ? { defaultPriorityId: null }
            : {}),
        }),
      )}
      {lists.single(
        t('service.defaultPriority'),
        values.defaultPriorityId,
        among(priorities, values.priorityIds),
        (defaultPriorityId) => onChange({ defaultPriorityId }),
        t('choice.defaultNote'),
      )}
    </>
  );
};

/** Adds or edits one entry of a list, with what depends on it (ZV-21 to ZV-23). */
export const ChoiceDialog = ({ edited, onClose }: { edited: EditedChoice; onClose: () => void }) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const { kind, choice } = edited;
  const [values, setValues] = useState<Values>({ ...newValues, ...choice });
  const change = (part: Partial<Values>) => setValues({ ...values, ...part });
  const save = async () => {
    const body: ChoiceEdit = {
      name: storedName(values.name),
      ...Object.fromEntries(fieldsOf[kind].map((field) => [field, values[field]])),
    };
    if (choice) await call('editChoice', { params: { id: choice.id }, body });
    else
      await call('createChoice', {
        body: {
          ...body,
          kind,
          name: storedName(values.name),
          ...(kind === 'status' && values.baseState ? { baseState: values.baseState } : {}),
          ...(edited.statusId ? { statusId: edited.statusId } : {}),
          position: names.choices(kind).length,
        },
      });
    await refreshCatalog();
  };
  const props = { values, onChange: change };
  return (
    <SettingsDialog
      title={choice ? t('edit', { name: localizedName(choice.name) }) : t(`choice.add.${kind}`)}
      onSave={save}
      onClose={onClose}
    >
      <NameFields name={values.name} onName={(name) => change({ name })} />
      {kind === 'status' && <StatusFields {...props} isNew={choice === null} />}
      {kind === 'priority' && <PriorityFields {...props} />}
      {kind === 'service' && <ServiceFields {...props} service={choice} />}
      {kind === 'category' && <CategoryFields {...props} />}
    </SettingsDialog>
  );
};

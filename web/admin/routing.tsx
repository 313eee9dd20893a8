import type { RoutingRule, RoutingRules } from '@crossdesk/contracts/assignment.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient, routingRulesQuery } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconEdit,
  IconEye,
  IconEyeOff,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { Sheet } from '../ui/sheet.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { MissingRules } from './missing-rules.tsx';
import { RoutingForm } from './routing-form.tsx';
import { hasConditions, refreshRouting, ruleSentence, useConditionNames } from './routing-text.ts';
import { RoutingTrial } from './routing-trial.tsx';
import { useUndoableDelete } from './undoable-delete.ts';
import './routing.css';

/** Shows a new order immediately and stores it; the old one returns if the server refuses. */
const storeOrder = async (items: readonly RoutingRule[]): Promise<void> => {
  const before = queryClient.getQueryData(routingRulesQuery.queryKey);
  queryClient.setQueryData(routingRulesQuery.queryKey, { items: [...items], shadowed: [] });
  try {
    queryClient.setQueryData(
      routingRulesQuery.queryKey,
      await call('orderRoutingRules', { body: { ids: items.map((one) => one.id) } }),
    );
  } catch (error) {
    queryClient.setQueryData(routingRulesQuery.queryKey, before);
    showProblem(error);
    void refreshRouting();
  }
};

/** The rules in their order, to move by drag or by buttons. */
const RuleList = ({
  rules,
  shadowed,
  onEdit,
}: {
  rules: readonly RoutingRule[];
  shadowed: RoutingRules['shadowed'];
  onEdit: (rule: RoutingRule) => void;
}) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const conditionNames = useConditionNames();
  const [draggedId, setDraggedId] = useState<number | null>(null);
  const [targetId, setTargetId] = useState<number | null>(null);
  const [announcement, setAnnouncement] = useState('');
  const deleteWithUndo = useUndoableDelete(refreshRouting);
  const moveTo = (rule: RoutingRule, index: number) => {
    const reordered = rules.filter((one) => one.id !== rule.id);
    reordered.splice(index, 0, rule);
    setAnnouncement(t('routing.moved', { name: rule.name, position: index + 1, count: rules.length }));
    void storeOrder(reordered);
  };
  const moveBy = (rule: RoutingRule, offset: number) => {
    moveTo(rule, rules.indexOf(rule) + offset);
    // The row moved in the document, so its button lost the focus.
    const side = offset < 0 ? 'up' : 'down';
    focusNextFrame(() => document.querySelector<HTMLElement>(`[data-move="${side} ${rule.id}"]`));
  };
  const toggle = ({ id, isActive, version }: RoutingRule) =>
    void call('editRoutingRule', { params: { id }, body: { version, isActive: !isActive } })
      .catch(showProblem)
      .finally(refreshRouting);
  const remove = (rule: RoutingRule) => {
    const { id, position: _, version: __, ...body } = rule;
    const restore = async () => {
      const created = await call('createRoutingRule', { body });
      const ids = rules.map((one) => (one.id === id ? created.id : one.id));
      await call('orderRoutingRules', { body: { ids } }).catch(() => {});
    };
    deleteWithUndo(rule.name, () => call('deleteRoutingRule', { params: { id } }), restore);
  };
  const drop = (event: DragEvent, index: number) => {
    event.preventDefault();
    const rule = rules.find((one) => one.id === draggedId);
    setDraggedId(null);
    setTargetId(null);
    if (rule && rules.indexOf(rule) !== index) moveTo(rule, index);
  };
  const details = ({ agentIds, maxOpen, skills }: RoutingRule) =>
    [
      agentIds && t('routing.agents', { count: agentIds.length }),
      maxOpen && t('routing.maxOpen', { count: maxOpen }),
      skills.length > 0 && t('routing.skills', { what: skills.join(t('routing.separator')) }),
    ]
      .filter(Boolean)
      .join(' · ');
  const warning = (rule: RoutingRule): string | null => {
    if (names.departments.some((one) => one.id === rule.departmentId && !one.isActive))
      return t('routing.departmentOff', { department: names.department(rule.departmentId) ?? '' });
    const earlier = rules.find((one) => one.id === shadowed.find(({ ruleId }) => ruleId === rule.id)?.byId);
    return earlier
      ? t('routing.shadowed', { name: earlier.name, department: names.department(earlier.departmentId) ?? '' })
      : null;
  };
  const row = (rule: RoutingRule, index: number) => {
    const { id, name } = rule;
    const department = names.department(rule.departmentId) ?? `#${rule.departmentId}`;
    return (
      <li
        key={id}
        className="settings-row routing-row"
        data-off={!rule.isActive || undefined}
        data-dragged={draggedId === id || undefined}
        data-target={(targetId === id && draggedId !== id) || undefined}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', name);
          setDraggedId(id);
        }}
        onDragEnd={() => {
          setDraggedId(null);
          setTargetId(null);
        }}
        onDragOver={(event) => {
          if (draggedId === null) return;
          event.preventDefault();
          setTargetId(id);
        }}
        onDrop={(event) => drop(event, index)}
      >
        <span className="routing-grip" title={t('routing.drag')} aria-hidden>
          <IconGripVertical size={16} />
        </span>
        <span className="grow">
          <span className="settings-name settings-marked">
            {name}
            {!rule.isActive && <Chip>{t('off')}</Chip>}
          </span>
          <span className="routing-line">{ruleSentence(rule, conditionNames)}</span>
          <span className="faint routing-line">
            {t(hasConditions(rule.conditions) ? 'routing.moves' : 'routing.lets', { department })}
          </span>
          {details(rule) && <span className="faint routing-line">{details(rule)}</span>}
          {warning(rule) && (
            <span className="routing-warning">
              <IconAlertTriangle size={14} aria-hidden />
              {warning(rule)}
            </span>
          )}
        </span>
        <span className="settings-acts">
          <IconButton
            data-move={`up ${id}`}
            label={t('moveUp', { name })}
            refusal={index === 0 ? t('isFirst') : null}
            onClick={() => moveBy(rule, -1)}
          >
            <IconArrowUp />
          </IconButton>
          <IconButton
            data-move={`down ${id}`}
            label={t('moveDown', { name })}
            refusal={index === rules.length - 1 ? t('isLast') : null}
            onClick={() => moveBy(rule, 1)}
          >
            <IconArrowDown />
          </IconButton>
          <IconButton label={t('edit', { name })} onClick={() => onEdit(rule)}>
            <IconEdit />
          </IconButton>
          <IconButton label={t(rule.isActive ? 'disable' : 'enable', { name })} onClick={() => toggle(rule)}>
            {rule.isActive ? <IconEyeOff /> : <IconEye />}
          </IconButton>
          <IconButton label={t('delete', { name })} onClick={() => remove(rule)}>
            <IconTrash />
          </IconButton>
        </span>
      </li>
    );
  };
  return (
    <>
      <ol className="settings-list" aria-label={t('routing.order')}>
        {rules.map(row)}
      </ol>
      <p className="sr" role="status">
        {announcement}
      </p>
    </>
  );
};

/** The routing rules (TT-13). */
export const Routing = () => {
  const { t } = useSettingsTranslation();
  const query = useQuery(routingRulesQuery);
  const [opened, setOpened] = useState<RoutingRule | 'new' | 'trial' | null>(null);
  const close = () => setOpened(null);
  const title = opened === 'trial' ? 'routing.tryTitle' : opened === 'new' ? 'routing.add' : 'routing.edit';
  return (
    <SettingsFrame
      title={t('page.routing')}
      note={t('note.routing')}
      action={
        <span className="routing-acts">
          <Button variant="default" onClick={() => setOpened('trial')}>
            {t('routing.tryAll')}
          </Button>
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setOpened('new')}>
            {t('routing.add')}
          </Button>
        </span>
      }
    >
      <MissingRules />
      <QueryContent query={query}>
        {({ items, shadowed }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('routing.empty')}</SettingsEmpty>
          ) : (
            <RuleList rules={items} shadowed={shadowed} onEdit={setOpened} />
          )
        }
      </QueryContent>
      <Sheet isOpen={opened !== null} size={620} title={t(title)} onClose={close}>
        {opened === 'trial' ? (
          <RoutingTrial />
        ) : (
          opened && (
            <RoutingForm
              key={opened === 'new' ? 'new' : opened.id}
              rule={opened === 'new' ? null : opened}
              start={null}
              onDone={close}
            />
          )
        )}
      </Sheet>
    </SettingsFrame>
  );
};

import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import type { ApiResult } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconChevronDown } from '../ui/icons.ts';
import { Pick, type PickOption } from '../ui/pick.tsx';
import { blockedText } from './forecast.tsx';

type Target = ApiResult<'listTransferTargets'>['items'][number];

/**
 * Selects the department. Those that cannot receive the ticket are listed last with the reason;
 * choosing one shows the next step. `isTransferOn` false: only the own department.
 */
export const TargetField = (props: {
  ticket: Ticket;
  targets: readonly Target[];
  departmentId: number | null;
  unitIds: readonly number[] | null;
  isTransferOn: boolean;
  onPick: (departmentId: number) => void;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const { ticket, departmentId, unitIds } = props;
  const isUnit = unitIds !== null;
  const codeOf = (id: number): string | null => {
    const target = props.targets.find((one) => one.departmentId === id);
    return target ? (isUnit ? target.unitCode : target.code) : null;
  };
  const option = (id: number, name: string, code: string | null): PickOption => ({
    value: String(id),
    label: name,
    group: t('transfer.others'),
    ...(code ? { note: blockedText(names, ticket, code, { departmentId: id }), isDimmed: true } : {}),
  });
  const others = names.departments
    .filter((one) => one.isActive && one.id !== ticket.departmentId && (unitIds === null || unitIds.includes(one.id)))
    .map((one) => ({ id: one.id, name: localizedName(one.name), code: codeOf(one.id) }))
    .sort((a, b) => Number(a.code !== null) - Number(b.code !== null));
  const own: PickOption = {
    value: String(ticket.departmentId),
    label: names.department(ticket.departmentId) ?? '',
    note: t('transfer.ownNote'),
    group: t('transfer.own'),
  };
  const options = [
    ...(props.isTransferOn ? others.map((one) => option(one.id, one.name, one.code)) : []),
    ...(isUnit ? [] : [own]),
  ];
  return (
    <div>
      <span className="form-label" aria-hidden>
        {t('transfer.to')}
      </span>
      <Pick
        label={t('transfer.to')}
        value={departmentId === null ? null : String(departmentId)}
        className="form-pick target"
        width={420}
        options={options}
        hasAutofocus
        onPick={(value) => props.onPick(Number(value))}
      >
        <span className={departmentId === null ? 'nothing grow' : 'cut grow'}>
          {names.department(departmentId) ?? t('transfer.choose')}
        </span>
        <IconChevronDown size={14} className="faint" aria-hidden />
      </Pick>
    </div>
  );
};

import type { Calendar, CalendarWrite } from '@crossdesk/contracts/sla.ts';
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { weekdayNames } from '../lib/format.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { calendarsQuery, keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus, IconTrash } from '../ui/icons.ts';
import { Sheet } from '../ui/sheet.tsx';
import { FormError } from '../ui/states.tsx';
import { zones } from './company.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { HolidayFields } from './holiday-fields.tsx';
import { useUndoableDelete } from './undoable-delete.ts';
import { officeWeek, WeekHoursFields } from './week-hours.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: keys.calendars });

/** Working hours of a week, in hours. */
const weeklyHours = (hours: NonNullable<Calendar['hours']>): number =>
  Math.round(hours.flat().reduce((sum, { from, to }) => sum + to - from + (to <= from ? 1_440 : 0), 0) / 6) / 10;

const CalendarForm = ({ calendar, onDone }: { calendar: Calendar | null; onDone: () => void }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [body, setBody] = useState<CalendarWrite>({
    name: calendar?.name ?? '',
    timeZone: calendar?.timeZone ?? names.company?.timeZone ?? 'UTC',
    hours: calendar ? calendar.hours : officeWeek,
    holidays: calendar?.holidays ?? [],
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const change = (part: Partial<CalendarWrite>) => setBody((before) => ({ ...before, ...part }));
  const messageOf = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return problemMessage(error);
    if (error.code === 'already_exists') return t('sla.nameTaken');
    const path = error.fields[0]?.path ?? '';
    const day = weekdayNames()[Number(/^\/body\/hours\/(\d)/.exec(path)?.[1] ?? Number.NaN)];
    if (day) return t('hours.invalid', { day });
    const holiday = /^\/body\/holidays\/(\d+)/.exec(path)?.[1];
    return holiday ? t('calendars.invalidHoliday', { number: Number(holiday) + 1 }) : problemMessage(error);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      if (calendar)
        await call('editCalendar', { params: { id: calendar.id }, body: { ...body, version: calendar.version } });
      else await call('createCalendar', { body });
      await refresh();
      toast({ tone: 'good', text: t('saved') });
      onDone();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const { hours, timeZone } = body;
  return (
    <form className="plain-form" onSubmit={save}>
      {problem && <FormError>{problem}</FormError>}
      <TextInput
        label={t('calendars.name')}
        required
        data-autofocus
        maxLength={120}
        value={body.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('calendars.zone')}
        value={timeZone}
        onChange={(event) => change({ timeZone: event.currentTarget.value })}
        data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
      />
      <Switch
        label={t('calendars.isSet')}
        checked={hours !== null}
        onChange={(event) => change({ hours: event.currentTarget.checked ? officeWeek : null })}
      />
      {hours && <WeekHoursFields hours={hours} onChange={(next) => change({ hours: next })} />}
      <HolidayFields holidays={body.holidays} timeZone={timeZone} onChange={(holidays) => change({ holidays })} />
      <div className="form-foot is-end">
        <Button variant="subtle" color="gray" onClick={onDone}>
          {desk('cancel')}
        </Button>
        <Button type="submit" disabled={body.name.trim() === ''} loading={isBusy}>
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** Calendars of working hours and holidays, which contracts count by. */
export const Calendars = () => {
  const { t } = useSettingsTranslation();
  const query = useQuery(calendarsQuery);
  const [opened, setOpened] = useState<Calendar | 'new' | null>(null);
  const close = () => setOpened(null);
  const deleteWithUndo = useUndoableDelete(refresh);
  const remove = ({ id, version: _, ...body }: Calendar) =>
    deleteWithUndo(
      body.name,
      () => call('deleteCalendar', { params: { id } }),
      () => call('createCalendar', { body }),
    );
  return (
    <SettingsFrame
      title={t('page.calendars')}
      note={t('note.calendars')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setOpened('new')}>
          {t('calendars.add')}
        </Button>
      }
    >
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('calendars.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {items.map((one) => (
                <li key={one.id} className="settings-row">
                  <span className="grow">
                    <span className="settings-name">{one.name}</span>
                    <span className="faint">
                      {[
                        one.timeZone,
                        one.hours ? t('calendars.hours', { hours: weeklyHours(one.hours) }) : t('calendars.always'),
                        t('calendars.holidays', { count: one.holidays.length }),
                      ].join(' · ')}
                    </span>
                  </span>
                  <span className="settings-acts">
                    <IconButton label={t('edit', { name: one.name })} onClick={() => setOpened(one)}>
                      <IconEdit />
                    </IconButton>
                    <IconButton label={t('delete', { name: one.name })} onClick={() => remove(one)}>
                      <IconTrash />
                    </IconButton>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
      <Sheet
        isOpen={opened !== null}
        size={720}
        title={t(opened === 'new' ? 'calendars.add' : 'calendars.edit')}
        onClose={close}
      >
        {opened && (
          <CalendarForm
            key={opened === 'new' ? 'new' : opened.id}
            calendar={opened === 'new' ? null : opened}
            onDone={close}
          />
        )}
      </Sheet>
    </SettingsFrame>
  );
};

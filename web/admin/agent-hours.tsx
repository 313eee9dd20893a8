import type { AgentSchedule } from '@crossdesk/contracts/availability.ts';
import { Button, NativeSelect, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMe } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { weekdayNames } from '../lib/format.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient, scheduleQuery } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { FormError } from '../ui/states.tsx';
import { zones } from './company.tsx';
import { QueryContent, useSettingsTranslation } from './frame.tsx';
import { officeWeek, WeekHoursFields } from './week-hours.tsx';

const HoursForm = ({ agentId, schedule }: { agentId: number; schedule: AgentSchedule }) => {
  const { t, desk } = useSettingsTranslation();
  const [timeZone, setTimeZone] = useState(schedule.timeZone);
  const [hours, setHours] = useState(schedule.hours);
  const [problem, setProblem] = useState<string | null>(null);
  const names = weekdayNames();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const saved = await call('setSchedule', { params: { agentId }, body: { timeZone, hours } });
      queryClient.setQueryData(keys.schedule(agentId), saved);
      void queryClient.invalidateQueries({ queryKey: keys.availability });
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      const path = error instanceof ApiProblem ? error.fields[0]?.path : undefined;
      const weekday = Number(/^\/body\/hours\/(\d)/.exec(path ?? '')?.[1] ?? Number.NaN);
      setProblem(names[weekday] ? t('hours.invalid', { day: names[weekday] }) : problemMessage(error));
    }
  };
  return (
    <form className="plain-form" onSubmit={save}>
      {problem && <FormError>{problem}</FormError>}
      <Switch
        label={t('hours.isSet')}
        checked={hours !== null}
        onChange={(event) => setHours(event.currentTarget.checked ? officeWeek : null)}
      />
      {hours && (
        <>
          <NativeSelect
            label={t('hours.zone')}
            value={timeZone}
            onChange={(event) => setTimeZone(event.currentTarget.value)}
            data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
          />
          <WeekHoursFields hours={hours} onChange={setHours} />
        </>
      )}
      <div className="form-foot is-end">
        <Button type="submit" variant="default">
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** The working hours of an agent, by the clock of a time zone. */
export const AgentHours = ({ agentId }: { agentId: number }) => {
  const isSelf = useMe()?.id === agentId;
  const { t } = useSettingsTranslation();
  const query = useQuery(scheduleQuery(agentId));
  return (
    <section className="settings-card" id="hours">
      <h2>{t('hours.title')}</h2>
      <p>{t(isSelf ? 'hours.note' : 'hours.noteOther')}</p>
      <QueryContent query={query}>{(schedule) => <HoursForm agentId={agentId} schedule={schedule} />}</QueryContent>
    </section>
  );
};

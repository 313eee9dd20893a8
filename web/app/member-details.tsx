import { use } from 'react';
import { AgentAbsences } from '../admin/agent-absences.tsx';
import { AgentHours } from '../admin/agent-hours.tsx';
import { MemberStatus } from '../availability/member-status.tsx';
import { loadCatalogue } from '../lib/i18n.ts';

const catalogue = loadCatalogue('settings');

/** The status, absences and working hours of a member, for their supervisors. */
export const MemberDetails = ({ agentId }: { agentId: number }) => {
  use(catalogue);
  return (
    <div className="member-details">
      <MemberStatus agentId={agentId} />
      <AgentAbsences agentId={agentId} />
      <AgentHours agentId={agentId} />
    </div>
  );
};

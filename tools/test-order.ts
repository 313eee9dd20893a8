import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longer than their size suggests, so that none of them runs alone at the end. */
const longFiles = [
  'bench/bench.test.ts',
  'server/app/fuzz.test.ts',
  'server/app/database-away.test.ts',
  'server/platform/embedded-postgres.test.ts',
  'server/demo/demo.test.ts',
  'server/app/backup.test.ts',
  'server/app/live.test.ts',
  'e2e/mail-crash.journey.ts',
  'e2e/drafts.journey.ts',
];

/** Journeys run last, because their demo company is prepared while the unit tests run. */
const projects = ['unit', 'journeys', 'measuring'];

/** The order of test files: by project, long files first. */
export class TestOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const projectOf = ({ project }: TestSpecification) => projects.indexOf(project.name);
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longFiles.findIndex((name) => moduleId.endsWith(`/${name}`));
      return rank < 0 ? longFiles.length : rank;
    };
    return (await super.sort(files)).toSorted(
      (a, b) => groupOf(a) - groupOf(b) || projectOf(a) - projectOf(b) || rankOf(a) - rankOf(b),
    );
  }
}

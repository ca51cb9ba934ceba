/** Reads the result file of the self-test (`Test-HnsPolicyHost`) as options of the simulator: `new SimulatedHns(readHostReport(text))`. */
import { networkType } from '../../hns/network-types.ts';
import { HOST_QUESTIONS, type HostQuestion, type HostQuestionId } from './host-questions.ts';
import type { HnsVersion } from './node-state.ts';
import { SWITCHES, type Switches } from './switches.ts';

export interface HostReport {
  /** `10.0.20348.2762` */
  readonly osBuild: string;
  readonly version: HnsVersion;
  /** Positions given by the answers. Every other switch keeps its default. */
  readonly switches: Partial<Switches>;
  /** Answers for which the simulator has no position. One sentence each. */
  readonly surprises: readonly string[];
}

/** An invalid result file. The message names the field. */
export class HostReportError extends Error {
  constructor(field: string, problem: string) {
    super(`the host report is not usable: ${field} ${problem}`);
    this.name = 'HostReportError';
  }
}

interface Answer {
  readonly id: HostQuestionId;
  readonly answer: string;
}

type Fields = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = 1;
const REPORT_FIELDS = ['schemaVersion', 'created', 'osBuild', 'hnsVersion', 'network', 'registry', 'questions', 'leftBehind'];
const QUESTION_FIELDS = ['id', 'question', 'answer', 'reason', 'evidence', 'milliseconds'];

/** @throws HostReportError */
export function readHostReport(text: string): HostReport {
  const report = fieldsOf(parse(text), 'the file', REPORT_FIELDS);
  if (report.schemaVersion !== SCHEMA_VERSION) throw new HostReportError('schemaVersion', `is not ${SCHEMA_VERSION}`);
  const version = fieldsOf(report.hnsVersion, 'hnsVersion', ['Major', 'Minor']);
  const network = fieldsOf(report.network, 'network', ['type', 'subnet', 'attached']);
  const hasVfp = networkType(textOf(network.type, 'network.type'))?.switchEnforced === true;
  const answers = answersOf(report.questions);
  return {
    osBuild: textOf(report.osBuild, 'osBuild'),
    version: { Major: numberOf(version.Major, 'hnsVersion.Major'), Minor: numberOf(version.Minor, 'hnsVersion.Minor') },
    ...positionsOf(answers, hasVfp),
  };
}

function parse(text: string): unknown {
  try {
    // Windows PowerShell and editors may write a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new HostReportError('the file', `is not JSON: ${(error as Error).message}`);
  }
}

/** All answers except `unknown`. */
function answersOf(questions: unknown): readonly Answer[] {
  if (!Array.isArray(questions)) throw new HostReportError('questions', 'is not a list');
  const seen = new Set<string>();
  return questions.flatMap((item, index) => {
    const place = `questions[${index}]`;
    const entry = fieldsOf(item, place, QUESTION_FIELDS);
    const id = textOf(entry.id, `${place}.id`);
    if (!isQuestion(id)) throw new HostReportError(`${place}.id`, `'${id}' is not a known question`);
    if (seen.has(id)) throw new HostReportError(`${place}.id`, `'${id}' is a duplicate`);
    seen.add(id);
    textOf(entry.evidence, `${place}.evidence`);
    numberOf(entry.milliseconds, `${place}.milliseconds`);
    const answer = textOf(entry.answer, `${place}.answer`);
    if (answer === '') throw new HostReportError(`${place}.answer`, 'is empty');
    if (answer === 'unknown' && textOf(entry.reason, `${place}.reason`) !== '') return [];
    return [{ id, answer }];
  });
}

function isQuestion(id: string): id is HostQuestionId {
  return Object.hasOwn(HOST_QUESTIONS, id);
}

function positionsOf(answers: readonly Answer[], hasVfp: boolean): Pick<HostReport, 'switches' | 'surprises'> {
  const surprises: string[] = [];
  const bySwitch = new Map<keyof Switches, Answer[]>();
  for (const entry of answers) {
    const { sets, setsWithoutVfp, simulated }: HostQuestion = HOST_QUESTIONS[entry.id];
    const name = hasVfp ? sets : (setsWithoutVfp ?? sets);
    if (name) bySwitch.set(name, [...(bySwitch.get(name) ?? []), entry]);
    else if (simulated !== undefined && entry.answer !== simulated) {
      surprises.push(`${entry.id}: the answer is '${entry.answer}', but the simulator has only '${simulated}'`);
    }
  }
  const switches: Record<string, string> = {};
  for (const [name, entries] of bySwitch) {
    const positions: readonly string[] = SWITCHES[name];
    const odd = entries.filter(({ answer }) => !positions.includes(answer));
    surprises.push(
      ...odd.map(({ id, answer }) => `${id}: the answer is '${answer}', but the switch ${name} has only ${positions.join(', ')}`),
    );
    if (odd.length > 0) continue;
    if (new Set(entries.map(({ answer }) => answer)).size === 1) switches[name] = entries[0]!.answer;
    else
      surprises.push(
        `${entries.map(({ id, answer }) => `${id}: ${answer}`).join(', ')}: the answers differ, but the simulator has one switch for them, ${name}`,
      );
  }
  return { switches: switches as Partial<Switches>, surprises };
}

function fieldsOf(value: unknown, place: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new HostReportError(place, 'is not an object');
  const unknown = Object.keys(value).find(name => !names.includes(name));
  if (unknown !== undefined) throw new HostReportError(place, `has an unknown field '${unknown}'`);
  return value as Fields;
}

function textOf(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new HostReportError(place, value === undefined ? 'is missing' : 'is not a text');
  return value;
}

function numberOf(value: unknown, place: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new HostReportError(place, value === undefined ? 'is missing' : 'is not a whole number');
  }
  return value as number;
}

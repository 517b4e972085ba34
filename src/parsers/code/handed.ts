import { asNode, listOf, type Node, nodesOf, textOf, unwrap } from '../syntax-tree.ts';
import { bindingOf, namesOf } from './bindings.ts';
import { isOwn } from './borrowed.ts';
import type { CodeFile } from './file.ts';
import { isAsked, newTrace, originOf } from './flow.ts';
import { exportsOf } from './handlers.ts';
import { isLookedAt } from './looked-at.ts';
import { openRedirects } from './redirects.ts';
import { serverFetches } from './server-fetch.ts';
import { asFunction, type Found, type Happens, nameOf } from './shape.ts';
import { sqlTexts } from './sql.ts';

/** Rules that follow what a request says into the functions of other files. */
const RULES = { 'sql-text': sqlTexts, 'server-fetch': serverFetches, 'open-redirect': openRedirects } as const satisfies Record<
  string,
  (file: CodeFile) => Found[]
>;

/** A parameter of a function: by its place, and by the member that is taken out of it. */
interface Given {
  index: number;
  /** Null where it is the parameter itself. */
  key: string | null;
}

/** What a rule finds in a function of a file, should a caller in another file give it what a request says. */
export interface Sink extends Happens, Given {
  rule: keyof typeof RULES;
  /** The function, as others import it. */
  name: string;
}

/** What a request says, given to a function of another file. */
export interface HandedIn extends Given {
  name: string;
  from: string;
}

/** Functions of a file and what is kept of them, parameters of one, its nodes, and calls that are looked at. */
const MOST = 40;
const PARAMETERS = 12;
const NODES = 3_000;
const CALLS = 400;

/** Where functions that other files can call would do as a rule forbids. */
export function sinksOf(file: CodeFile): Sink[] {
  if (file.side === 'client') return [];
  const handled = new Set([...file.handlers, ...file.controllers].map(({ handler }) => handler));
  const found: Sink[] = [];
  for (const { name, value } of exportsOf(file).slice(0, MOST)) {
    const made = asFunction(value) ?? file.functions.get(textOf(value?.['name'])) ?? null;
    if (made && !handled.has(made) && found.length < MOST) found.push(...sinksIn(made, file).map((sink) => ({ ...sink, name })));
  }
  return found.slice(0, MOST);
}

function sinksIn(made: Node, file: CodeFile): Omit<Sink, 'name'>[] {
  const nodes = nodesOf(made);
  if (nodes.length > NODES) return [];
  return Object.entries(RULES).flatMap(([rule, find]) => {
    const places = (which: Given | 'nothing' | 'all'): Found[] => find({ ...file, nodes, given: { of: made, which } });
    const own = new Set(places('nothing').map(({ at }) => at));
    if (places('all').every(({ at }) => own.has(at))) return [];
    return givenTo(made).flatMap(
      (given) =>
        places(given)
          .filter(({ at }) => !own.has(at))
          .map(({ what, at }) => ({ what, line: file.lineAt(at), rule: rule as keyof typeof RULES, ...given })), // as: a key of the table
    );
  });
}

/** The names that a function's parameters bring in. */
function givenTo(made: Node): Given[] {
  return listOf(made['params'])
    .flatMap((each, index) => namesOf(each).map(({ path }) => ({ index, key: path[0] ?? null })))
    .slice(0, PARAMETERS);
}

/** The functions of other files that a file gives what a request says, where nothing before looks at it. */
export function handedIn(file: CodeFile): HandedIn[] {
  if (file.side === 'client') return [];
  const found: HandedIn[] = [];
  let looked = 0;
  for (const node of file.nodes) {
    const called = node.type === 'CallExpression' ? calledOf(node, file) : null;
    if (!called) continue;
    looked += 1;
    if (looked > CALLS || found.length >= MOST) break;
    const isGiven = (value: Node | null): boolean => {
      const trace = newTrace();
      return isAsked(originOf(value, file, trace)) && !isLookedAt(value, { use: node, through: trace.through, file });
    };
    for (const [index, each] of listOf(node['arguments']).entries()) {
      const value = unwrap(each);
      if (value?.type !== 'ObjectExpression') {
        if (isGiven(value)) found.push({ ...called, index, key: null });
        continue;
      }
      for (const property of listOf(value['properties']))
        if (property.type === 'Property' && isGiven(asNode(property['value'])))
          found.push({ ...called, index, key: nameOf(property['key']) });
    }
  }
  return found.slice(0, MOST);
}

/** The function of another file that is called, by its own name or as a member of what was imported. */
function calledOf(call: Node, file: CodeFile): { name: string; from: string } | null {
  const callee = unwrap(asNode(call['callee']));
  const own = bindingOf(callee, file.bindings)?.imported;
  if (own && own.name !== '*') return isOwn(own.from) ? { name: own.name, from: own.from } : null;
  const of = bindingOf(unwrap(asNode(callee?.['object'])), file.bindings)?.imported;
  const isModule = of && (of.name === '*' || of.name === 'default') && isOwn(of.from);
  return isModule ? { name: nameOf(callee?.['property']), from: of.from } : null;
}

/** True where a caller gives what a request says to the parameter that a sink is about. */
export function isFed(sink: Sink, handed: HandedIn): boolean {
  return sink.name === handed.name && sink.index === handed.index && (handed.key === null || sink.key === null || sink.key === handed.key);
}

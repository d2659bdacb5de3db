import type { Problem } from '../problem.ts';
import type { Config } from '../schema.ts';

/*
 * Lengths need no rule: the schema allows a name 21 characters, which leaves 11 of the 32 that load balancers and target
 * groups have, and 42 of the 63 of a bucket.
 */

/** What names of AWS must not begin with, and of what. */
const TAKEN: Readonly<Record<string, string>> = {
  aws: 'capacity providers of ECS',
  ecs: 'capacity providers of ECS',
  fargate: 'capacity providers of ECS',
  'internal-': 'load balancers',
};

/** AWS takes the names that begin with that of the deployment. */
export function nameRules({ name }: Config): Problem[] {
  const [begin, what] = Object.entries(TAKEN).find(([taken]) => name.startsWith(taken)) ?? [];
  return [
    ...(begin
      ? [
          {
            key: 'name',
            problem: `is ${name}, and AWS keeps names of ${what} that begin with "${begin}" for itself`,
            fix: 'choose another',
          },
        ]
      : []),
    ...(/-$|--/.test(name)
      ? [{ key: 'name', problem: `is ${name}, and must not end with - or have two in a row`, fix: 'leave that out' }]
      : []),
  ];
}

import { z } from 'zod';

/** What a protected task asks for each time, in minutes: as long as a worker that hangs keeps its task, at most. */
export const EXPIRES_MINUTES = 20;
/** The agent itself gives ECS four seconds. */
const ANSWER_MS = 6_000;

const protection = z.object({ ProtectionEnabled: z.boolean() });
/** One of three: done, refused by ECS for this task, or refused before that (no right, too many requests, …). */
const answerSchema = z.union([
  z.object({ protection }),
  z.object({ failure: z.object({ Reason: z.string(), Detail: z.string().nullish() }) }),
  z.object({ error: z.object({ Code: z.string(), Message: z.string().nullish() }) }),
]);

/** The agent of ECS beside a task, which changes the task's protection for it. */
export class ProtectionAgent {
  readonly #url: string;
  readonly #answerMs: number;

  /** @param uri `ECS_AGENT_URI`, which ECS gives to each container */
  constructor(uri: string, { answerMs = ANSWER_MS }: { readonly answerMs?: number } = {}) {
    this.#url = `${uri.replace(/\/$/, '')}/task-protection/v1/state`;
    this.#answerMs = answerMs;
  }

  /**
   * Protects this task from being chosen when the service becomes smaller or is deployed, for 20 minutes from now, or lets
   * it be chosen.
   * @throws Error with a sentence for people, when it does not come about or nobody knows whether it did
   */
  async protect(enabled: boolean): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ProtectionEnabled: enabled,
        ...(enabled ? { ExpiresInMinutes: EXPIRES_MINUTES } : {}),
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(this.#answerMs),
    });
    const text = await response.text();
    const parsed = answerSchema.safeParse(jsonOf(text));
    if (!parsed.success) throw new Error(`the agent answered ${response.status}, with nothing that is known`);
    const answer = parsed.data;
    if ('failure' in answer) throw new Error(sentence(answer.failure.Reason, answer.failure.Detail));
    if ('error' in answer) throw new Error(sentence(answer.error.Code, answer.error.Message));
    if (answer.protection.ProtectionEnabled !== enabled) throw new Error('the agent answered the opposite');
  }
}

function sentence(code: string, text: string | null | undefined): string {
  return text ? `${code}: ${text.replace(/\.$/, '')}` : code;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Nothing that is known, as the caller finds.
    return null;
  }
}

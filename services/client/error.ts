import { type Problem, problemSchema } from '../api/index.ts';

/** What the API answered instead of what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** `null` where the answer was not the API's own, but of something between. */
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }

  get code(): Problem['code'] | null {
    return this.problem?.code ?? null;
  }
}

/** The error that an answer stands for. */
export async function errorOf(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  const parsed = problemSchema.safeParse(body);
  return new ApiError(answer.status, parsed.success ? parsed.data : null);
}

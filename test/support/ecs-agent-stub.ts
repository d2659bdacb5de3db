import { createServer } from 'node:http';
import { listen } from './tls.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:task/fanout/0123456789abcdef0123456789abcdef';

/** What the agent of ECS answers, as AWS's documentation shows it and amazon-ecs-agent writes it. */
export const RECORDED = {
  done: (enabled: boolean) => ({
    status: 200,
    body: {
      protection: {
        ...(enabled ? { ExpirationDate: '2026-11-26T01:20:00Z' } : {}),
        ProtectionEnabled: enabled,
        TaskArn: ARN,
      },
    },
  }),
  blocked: {
    status: 200,
    body: {
      failure: {
        Arn: ARN,
        Detail: 'The task protection cannot be set because the deployment is blocked.',
        Reason: 'DEPLOYMENT_BLOCKED',
      },
    },
  },
  denied: {
    status: 400,
    body: {
      requestID: '12345-abc',
      error: {
        Arn: ARN,
        Code: 'AccessDeniedException',
        Message:
          'User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: ecs:UpdateTaskProtection',
      },
    },
  },
  noSuchPage: { status: 404, body: '404 page not found' },
} as const;

export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A stub with recorded answers that stands for the agent of ECS beside a task. */
export async function startEcsAgentStub() {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  let answer: RecordedAnswer | null = null;
  let delayMs = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { readonly ProtectionEnabled: boolean };
    asked.push({ path: `${request.method} ${request.url}`, body });
    const { status, body: words } = answer ?? RECORDED.done(body.ProtectionEnabled);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof words === 'string' ? words : JSON.stringify(words));
  });
  return {
    /** For `ECS_AGENT_URI`. */
    uri: `http://${await listen(server)}/api/0123456789`,
    asked,
    /** What was wanted, call by call. */
    wanted: () => asked.map(({ body }) => (body as { readonly ProtectionEnabled: boolean }).ProtectionEnabled),
    /** @param next `null`: does what it is asked for */
    answers: (next: RecordedAnswer | null, late = 0) => {
      answer = next;
      delayMs = late;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

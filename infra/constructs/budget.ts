import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { DEPLOYMENT_TAG } from './tags.ts';

export interface BudgetProps {
  /** Of the deployment. */
  readonly name: string;
  readonly monthlyUsd: number;
  readonly email: string;
}

/** Percent of the budget that somebody is told of. */
const TELL_AT = [80, 100];

/**
 * Tells when most of a month's budget is spent. It sees what has the tag of the deployment, once that tag is activated for cost
 * allocation in the account.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { name, monthlyUsd, email }: BudgetProps) {
    super(scope, id);
    new CfnBudget(this, 'Monthly', {
      budget: {
        // No name: another address makes a new budget before the old one goes, and two of one name cannot be.
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${DEPLOYMENT_TAG}$${name}`] },
      },
      notificationsWithSubscribers: TELL_AT.map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'EMAIL', address: email }],
      })),
    });
  }
}

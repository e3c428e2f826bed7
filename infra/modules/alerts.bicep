metadata description = 'What an operator is told of. Each alarm has a section of its name in docs/alarms.md, with the same query.'

@description('Region of the rules.')
param location string

@description('Ending that makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the workspace with the log.')
param workspaceId string

@description('Resource id of the Service Bus namespace.')
param busId string

@description('Resource id of the group that is told.')
param actionGroupId string

@description('Where the runbook of the alarms can be read.')
param runbookUrl string

@description('Name of the queue that revenue comes from.')
param revenueQueue string

// severity: 0 buying has stopped and money may be at stake, 1 an operator must act, 2 look at it today, 3 to know.
// span: how far back a rule looks. every: how often. It fires when the query finds `atLeast` rows. What is to be missed is counted by the query
// itself: rows older than a day are not counted by a rule.
var alarms = [
  {
    name: 'ledger-fault'
    severity: 0
    every: 'PT5M'
    span: 'PT15M'
    atLeast: 1
    query: 'AppTraces | where Message has_any ("stored rows contradict each other", "The ledger was changed; buying is stopped", "The order store cannot be opened", "A notification was edited")'
  }
  {
    name: 'store-outdated'
    severity: 0
    every: 'PT5M'
    span: 'PT15M'
    atLeast: 1
    query: 'AppTraces | where Message startswith "Buying is stopped."'
  }
  {
    name: 'order-unknown'
    severity: 0
    every: 'PT5M'
    span: 'PT15M'
    atLeast: 1
    query: 'AppTraces | where Message has_any ("is unknown and needs an operator", "was completed and is undone")'
  }
  {
    name: 'order-on-hold'
    severity: 2
    every: 'PT15M'
    span: 'PT1H'
    atLeast: 40
    query: 'AppTraces | where Message has "is on hold,"'
  }
  {
    name: 'rejected-revenue'
    severity: 2
    every: 'PT15M'
    span: 'PT30M'
    atLeast: 1
    query: 'AppTraces | where Message startswith "Notification revenue-rejected:" and Message has "was sent"'
  }
  {
    name: 'implausible-revenue'
    severity: 1
    every: 'PT15M'
    span: 'PT30M'
    atLeast: 1
    query: 'AppTraces | where Message startswith "A slot was due: implausible_revenue"'
  }
  {
    name: 'wallet-low'
    severity: 1
    every: 'PT15M'
    span: 'PT30M'
    atLeast: 1
    query: 'AppTraces | where (Message startswith "Notification wallet-low:" and Message has "was sent") or Message startswith "A slot was due: insufficient_funds"'
  }
  {
    name: 'failed-invocations'
    severity: 2
    every: 'PT15M'
    span: 'PT30M'
    atLeast: 10
    query: 'AppRequests | where Success == false and OperationName in ("RecordRevenue", "ScheduledBuyOrder", "SettleBuyOrders", "VerifyLedgerDaily")'
  }
  {
    name: 'node-disagreement'
    severity: 2
    every: 'PT15M'
    span: 'PT1H'
    atLeast: 10
    query: 'AppTraces | where Message has "gave no usable answer" or Message startswith "A slot was due: chain_unavailable"'
  }
  {
    name: 'notifications-kept'
    severity: 2
    every: 'PT15M'
    span: 'PT1H'
    atLeast: 3
    query: 'AppTraces | where Message has "was not taken and is kept"'
  }
  {
    name: 'day-without-a-run'
    severity: 1
    every: 'PT1H'
    span: 'P2D'
    atLeast: 1
    query: 'AppTraces | where TimeGenerated > ago(26h) and Message startswith "A slot was due:" | count | where Count == 0'
  }
  {
    name: 'verification-overdue'
    severity: 1
    every: 'PT1H'
    span: 'P2D'
    atLeast: 1
    query: 'AppTraces | where TimeGenerated > ago(36h) and Message has_any ("The ledger is as it was written", "The ledger was changed") | count | where Count == 0'
  }
  {
    name: 'root-not-archived'
    severity: 1
    every: 'PT1H'
    span: 'P2D'
    atLeast: 1
    query: 'AppTraces | where TimeGenerated > ago(26h) and Message has_any ("The ledger root of the day was not archived", "An archived ledger root contradicts the ledger")'
  }
  {
    name: 'paused-longer-than-a-day'
    severity: 2
    every: 'PT1H'
    span: 'P2D'
    atLeast: 1
    query: 'let resumed = toscalar(AppTraces | where Message startswith "Buying was resumed" | summarize max(TimeGenerated)); AppTraces | where Message startswith "A slot was due: paused" and (isnull(resumed) or TimeGenerated > resumed) | summarize First = min(TimeGenerated), Last = max(TimeGenerated) | where Last - First > 23h'
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alarm in alarms: {
    name: 'alarm-${alarm.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alarm.name
      description: 'What it means and what to do: ${runbookUrl}#${alarm.name}'
      severity: alarm.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: alarm.every
      // A rule's own window is a day at the most; what its query reads may be two.
      windowSize: alarm.span == 'P2D' ? 'P1D' : alarm.span
      overrideQueryTimeRange: alarm.span == 'P2D' ? 'P2D' : null
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alarm.query
            timeAggregation: 'Count'
            operator: 'GreaterThanOrEqual'
            threshold: alarm.atLeast
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: {
        actionGroups: [actionGroupId]
        customProperties: { runbook: '${runbookUrl}#${alarm.name}' }
      }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alarm-dead-letters-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    description: 'What it means and what to do: ${runbookUrl}#dead-letters'
    severity: 1
    enabled: true
    autoMitigate: true
    scopes: [busId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [revenueQueue] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: actionGroupId, webHookProperties: { runbook: '${runbookUrl}#dead-letters' } }]
  }
}

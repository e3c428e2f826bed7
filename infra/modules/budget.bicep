metadata description = 'Tells when a month costs more than was meant; it stops nothing.'

@description('Name of the budget.')
param name string

@description('What a month may cost, in the currency of the subscription\'s invoices.')
@minValue(1)
@maxValue(1000000)
param monthlyBudget int

@description('First day of the month from which it counts, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param startsOn string

@description('Resource id of the group that is told.')
param actionGroupId string

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: '${startsOn}T00:00:00Z' }
    notifications: {
      soon: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
      now: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
    }
  }
}

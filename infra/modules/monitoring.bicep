metadata description = 'Where the log goes and who is told. No key opens either: local authentication is off.'

@description('Region of the resources.')
param location string

@description('Ending that makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Days for which the log is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Gigabytes of log a day, after which no more is taken until the next day; -1: no limit. Alerts by log query see nothing beyond it.')
@minValue(-1)
@maxValue(100)
param logDailyGigabytes int

@description('Addresses that alerts and the budget write to.')
@minLength(1)
param alertEmails string[]

@description('Name of the app\'s identity, for names of role assignments that are known beforehand.')
param identityName string

@description('Object id of the app\'s identity.')
param principalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logRetentionDays
    workspaceCapping: { dailyQuotaGb: logDailyGigabytes }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identityName, monitoringMetricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'buyorder'
    enabled: true
    emailReceivers: [
      for (address, index) in alertEmails: {
        name: 'operator-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

@description('Resource id of the workspace that alerts ask.')
output workspaceId string = workspace.id

@description('Names the component; no secret while local authentication is off.')
output connectionString string = insights.properties.ConnectionString

@description('Resource id of the group that alerts tell.')
output actionGroupId string = operators.id

metadata description = 'The queues: revenue in, notifications out. No key opens them: local authentication is off.'

@description('Region of the namespace.')
param location string

@description('Name of the namespace.')
param name string

@description('Tags of every resource.')
param tags object

@description('Name of the app\'s identity, for names of role assignments that are known beforehand.')
param identityName string

@description('Object id of the app\'s identity.')
param principalId string

@description('Object ids of the payment services\' identities, which may send revenue and nothing else.')
param revenueSenders string[]

@description('Object ids of the identities that read notifications.')
param notificationReaders string[]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

// The lock must outlast a batch: a message whose lock has ended is delivered a second time, beside the first.
// Each failed delivery is counted, also those during an outage; the ledger itself tells duplicates by id and content.
resource revenue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'revenue-events'
  properties: {
    lockDuration: 'PT5M'
    maxDeliveryCount: 1000
    deadLetteringOnMessageExpiration: true
    requiresDuplicateDetection: false
    requiresSession: false
  }
}

// The app sends at least once with the same message id: the queue drops the repetitions.
resource notifications 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: namespace
  name: 'buy-orders'
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    deadLetteringOnMessageExpiration: true
    requiresSession: false
  }
}

var dataReceiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
var dataSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'

resource receivesRevenue 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: revenue
  name: guid(revenue.id, identityName, dataReceiver)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataReceiver)
  }
}

resource sendsNotifications 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: notifications
  name: guid(notifications.id, identityName, dataSender)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
  }
}

resource sendRevenue 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for sender in revenueSenders: {
    scope: revenue
    name: guid(revenue.id, sender, dataSender)
    properties: {
      principalId: sender
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    }
  }
]

resource readNotifications 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for reader in notificationReaders: {
    scope: notifications
    name: guid(notifications.id, reader, dataReceiver)
    properties: {
      principalId: reader
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataReceiver)
    }
  }
]

@description('Resource id of the namespace.')
output id string = namespace.id

@description('Name of the queue that revenue comes from.')
output revenueQueue string = revenue.name

@description('Name of the queue that notifications go to.')
output notificationQueue string = notifications.name

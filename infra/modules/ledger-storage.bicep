metadata description = 'The ledger\'s account: tables with all that counts, and daily roots in blobs that no right can change before their time.'

@description('Region of the account.')
param location string

@description('Name of the account.')
param name string

@description('Tags of every resource.')
param tags object

@description('How the account is kept: within a building, over zones, or in a second region too.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param redundancy string

@description('Days for which a deleted blob or container can be brought back.')
@minValue(7)
@maxValue(365)
param softDeleteDays int

@description('Days for which a daily root can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param rootRetentionDays int

@description('Name of the app\'s identity, for names of role assignments that are known beforehand.')
param identityName string

@description('Object id of the app\'s identity.')
param principalId string

@description('Whether only private endpoints reach the account.')
param isPrivate bool

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource kept 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'ledger'
  properties: { level: 'CanNotDelete', notes: 'The ledger: every cent recorded and every order placed.' }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
  }
}

resource roots 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'ledger-roots'
  properties: { publicAccess: 'None' }
}

resource retention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = {
  parent: roots
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: rootRetentionDays
    allowProtectedAppendWrites: false
  }
}

var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource writesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, identityName, storageTableDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}

resource writesRoots 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: roots
  name: guid(roots.id, identityName, storageBlobDataContributor)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Name of the container of the daily roots.')
output rootContainer string = roots.name

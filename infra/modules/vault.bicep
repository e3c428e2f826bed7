metadata description = 'The vault: a signing key that never leaves it, and the addresses of nodes, which carry keys of their providers.'

@description('Region of the vault.')
param location string

@description('Name of the vault.')
param name string

@description('Ending that makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Name of the app\'s identity, for names of role assignments that are known beforehand.')
param identityName string

@description('Object id of the app\'s identity.')
param principalId string

@description('Name of the signing key.')
param keyName string

@description('Day on which the signing key expires, as 2028-12-01; an alert tells of it 30 days before. It counts when the key is made, not later.')
@minLength(10)
@maxLength(10)
param keyExpiresOn string

@description('Addresses of the chain\'s nodes, separated by commas.')
@secure()
param rpcUrls string

@description('Whether only private endpoints reach the vault.')
param isPrivate bool

@description('Resource id of the group that is told before the key expires.')
param actionGroupId string

@description('Where the runbook of the alarms can be read.')
param runbookUrl string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource kept 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: vault
  name: 'signing-key'
  properties: { level: 'CanNotDelete', notes: 'The key that owns the wallet.' }
}

// Made once: a later deployment finds the key and leaves it as it is.
resource key 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: keyName
  tags: tags
  properties: {
    kty: 'EC'
    curveName: 'P-256K'
    keyOps: ['sign', 'verify']
    attributes: { enabled: true, exportable: false, exp: dateTimeToEpoch('${keyExpiresOn}T00:00:00Z') }
    // A reminder only: another version has another address, and the money would stay behind.
    rotationPolicy: {
      lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'notify' } }]
    }
  }
}

resource nodes 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'rpc-urls'
  tags: tags
  properties: { value: rpcUrls, contentType: 'text/plain' }
}

// Crypto User would also back the key up, change it and decrypt with it.
resource signer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'signs-with-one-key')
  properties: {
    roleName: 'BuyOrder signer ${suffix}'
    description: 'Reads a key\'s public part and signs with it, and nothing else.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: ['Microsoft.KeyVault/vaults/keys/read', 'Microsoft.KeyVault/vaults/keys/sign/action']
        notDataActions: []
      }
    ]
  }
}

resource signs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: key
  name: guid(key.id, identityName, 'signs-with-one-key')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: signer.id
  }
}

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource readsNodes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: nodes
  name: guid(nodes.id, identityName, keyVaultSecretsUser)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

resource events 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${suffix}'
  location: location
  tags: tags
  properties: { source: vault.id, topicType: 'Microsoft.KeyVault.vaults' }
}

resource nearExpiry 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: events
  name: 'key-near-expiry'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: { includedEventTypes: ['Microsoft.KeyVault.KeyNearExpiry', 'Microsoft.KeyVault.KeyExpired'] }
    destination: {
      endpointType: 'MonitorAlert'
      properties: {
        severity: 'Sev2'
        description: 'The signing key expires soon. ${runbookUrl}#key-near-expiry'
        actionGroups: [actionGroupId]
      }
    }
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('The signing key with its version.')
output keyId string = key.properties.keyUriWithVersion

@description('The version of the signing key.')
output keyVersion string = last(split(key.properties.keyUriWithVersion, '/'))

@description('A setting that reads the nodes\' addresses from the vault.')
output rpcUrlsReference string = '@Microsoft.KeyVault(SecretUri=${nodes.properties.secretUri})'

metadata description = 'Everything that BuyOrder runs on in Azure, in one resource group.'

import { initialParameters as initialParametersType } from 'types.bicep'

@description('Region of all resources.')
param location string = resourceGroup().location

@description('Short name of this environment, part of every name: 2 to 10 small letters and digits.')
@minLength(2)
@maxLength(10)
param environmentName string

@description('How many instances of the app may run at once. More than the ledger\'s shards only wait for each other: see docs/scale.md.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 8

@description('Megabytes of memory of an instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Whether storage and vault are reached by private endpoints only.')
param privateNetwork bool = false

@description('How the ledger\'s account is kept: within a building, over zones, or in a second region too.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param ledgerRedundancy string

@description('Days for which a deleted blob or container of the ledger\'s account can be brought back.')
@minValue(7)
@maxValue(365)
param softDeleteDays int = 30

@description('Days for which a daily root of the ledger can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param rootRetentionDays int

@description('Days for which the log is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Gigabytes of log a day, after which no more is taken until the next day; -1: no limit. Alarms see nothing beyond it.')
@minValue(-1)
@maxValue(100)
param logDailyGigabytes int = -1

@description('Addresses that alarms and the budget write to.')
@minLength(1)
param alertEmails string[]

@description('Address under which docs/alarms.md can be read: alarms link to its sections.')
@minLength(1)
param runbookUrl string

@description('What a month may cost before it is told, in the currency of the subscription\'s invoices.')
@minValue(1)
@maxValue(1000000)
param monthlyBudget int

@description('First day of the month from which the budget counts, as 2026-12-01.')
@minLength(10)
@maxLength(10)
param budgetStartsOn string

@description('Object ids of the payment services\' identities, which may send revenue and nothing else.')
param revenueSenders string[] = []

@description('Object ids of the identities that read notifications.')
param notificationReaders string[] = []

@description('Name of the signing key in the vault.')
@minLength(1)
@maxLength(127)
param signerKeyName string = 'buyorder-signer'

@description('Day on which the signing key expires, as 2028-12-01; it counts when the key is made, not later.')
@minLength(10)
@maxLength(10)
param signerKeyExpiresOn string

@description('Version of the signing key, 32 hexadecimal digits; empty: the newest one.')
@maxLength(32)
param signerKeyVersion string = ''

@description('Address of the signing key, 0x and 40 hexadecimal digits; empty at the very first deployment only, when there is no key yet: the app does not start without it.')
@maxLength(42)
param signerAddress string

@description('Partitions that revenue is spread over. It cannot be changed later.')
@minValue(1)
@maxValue(256)
param shardCount int = 8

@description('IANA zone that business days are counted in.')
@minLength(1)
param businessTimeZone string = 'Africa/Johannesburg'

@description('In front of every table\'s name: nothing, or up to 40 letters and digits.')
@maxLength(40)
param tablePrefix string = ''

@description('The chain\'s id.')
@minValue(1)
@maxValue(9007199254740991)
param chainId int

@description('Addresses of the chain\'s nodes, https and separated by commas, 1 to 10. They carry keys of their providers and are kept in the vault.')
@secure()
@minLength(8)
param rpcUrls string

@description('Blocks after which a transaction counts as final.')
@minValue(1)
@maxValue(1000)
param confirmations int = 12

@description('Days that the wallet should last at the rate of late; less is told ahead.')
@minValue(1)
@maxValue(90)
param walletWarningDays int = 7

@description('Address of the token that is bought, as EIP-55 writes it.')
@minLength(42)
@maxLength(42)
param token string

@description('Address of the stablecoin that is spent.')
@minLength(42)
@maxLength(42)
param stablecoin string

@description('Address of Uniswap v2\'s router, or nothing where only v3 is bought at.')
@maxLength(42)
param router string

@description('Address that receives the tokens.')
@minLength(42)
@maxLength(42)
param recipient string

@description('Address of the token between stablecoin and token, or nothing.')
@maxLength(42)
param hop string = ''

@description('Address of Uniswap v3\'s SwapRouter02, or nothing.')
@maxLength(42)
param v3Router string = ''

@description('Address of Uniswap v3\'s QuoterV2, or nothing.')
@maxLength(42)
param v3Quoter string = ''

@description('Fee of each Uniswap v3 pool on the way in millionths, with a comma between two, or nothing.')
@maxLength(13)
param v3Fees string = ''

@description('Price sources by their names, each an object of its settings: Kind, Address and what docs/prices.md names for its kind.')
param priceSources object = {}

@description('The price source of a coin of the chain\'s own currency; empty: none.')
param nativePrice string = ''

@description('The price source of the stablecoin; empty: none.')
param stablecoinPrice string = ''

@description('Largest spend, in ZAR, while no price source is independent of the pools that are bought from.')
@minLength(1)
param maximumWithoutIndependentPrice string = '10000.00'

@description('Schedule of the settling timer, six NCRONTAB fields: how often an order in flight is looked at.')
@minLength(11)
param settleSchedule string = '*/30 * * * * *'

@description('The business parameters of the very first start.')
param initialParameters initialParametersType

var unique = substring(uniqueString(resourceGroup().id), 0, 6)
var suffix = '${environmentName}-${unique}'
var hostStorageName = 'sthost${environmentName}${unique}'
var ledgerStorageName = 'stledger${take(environmentName, 10)}${unique}'
var identityName = 'id-${suffix}'
var vaultName = 'kv-${suffix}'
var busName = 'sb-${suffix}'
var busHost = '${busName}.servicebus.windows.net'
var tags = { product: 'BuyOrder', environment: environmentName, 'azd-env-name': environmentName }

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { location: location, name: identityName, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    suffix: suffix
    tags: tags
    logRetentionDays: logRetentionDays
    logDailyGigabytes: logDailyGigabytes
    alertEmails: alertEmails
    identityName: identityName
    principalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  name: 'host-storage'
  params: {
    location: location
    name: hostStorageName
    tags: tags
    identityName: identityName
    principalId: identity.outputs.principalId
    isPrivate: privateNetwork
  }
}

module ledgerStorage 'modules/ledger-storage.bicep' = {
  name: 'ledger-storage'
  params: {
    location: location
    name: ledgerStorageName
    tags: tags
    redundancy: ledgerRedundancy
    softDeleteDays: softDeleteDays
    rootRetentionDays: rootRetentionDays
    identityName: identityName
    principalId: identity.outputs.principalId
    isPrivate: privateNetwork
  }
}

module bus 'modules/bus.bicep' = {
  name: 'bus'
  params: {
    location: location
    name: busName
    tags: tags
    identityName: identityName
    principalId: identity.outputs.principalId
    revenueSenders: revenueSenders
    notificationReaders: notificationReaders
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    location: location
    name: vaultName
    suffix: suffix
    tags: tags
    identityName: identityName
    principalId: identity.outputs.principalId
    keyName: signerKeyName
    keyExpiresOn: signerKeyExpiresOn
    rpcUrls: rpcUrls
    isPrivate: privateNetwork
    actionGroupId: monitoring.outputs.actionGroupId
    runbookUrl: runbookUrl
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    location: location
    suffix: suffix
    tags: tags
    hostStorageId: hostStorage.outputs.id
    ledgerStorageId: ledgerStorage.outputs.id
    vaultId: vault.outputs.id
  }
}

var keyVersion = empty(signerKeyVersion) ? vault.outputs.keyVersion : signerKeyVersion

// A setting of version 1 as the app reads it: true and false in small letters, numbers in digits.
var firstParameters = toObject(
  items(initialParameters),
  each => 'BuyOrder__InitialParameters__${each.key}',
  each => toLower(string(each.value)) == 'true' || toLower(string(each.value)) == 'false' ? toLower(string(each.value)) : string(each.value)
)

// A setting for each member of each price source.
var sourceSettings = reduce(
  items(priceSources),
  {},
  (all, source) => union(all, toObject(items(source.value), each => 'BuyOrder__PriceSources__${source.key}__${each.key}', each => string(each.value)))
)

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    location: location
    suffix: suffix
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: hostStorageName
    packagesUri: hostStorage.outputs.packagesUri
    insightsConnectionString: monitoring.outputs.connectionString
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    subnetId: network.?outputs.subnetId ?? ''
    productSettings: union(firstParameters, sourceSettings, {
      ServiceBus__fullyQualifiedNamespace: busHost
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.outputs.clientId
      BuyOrder__Storage__ServiceUri: 'https://${ledgerStorageName}.table.${environment().suffixes.storage}'
      BuyOrder__Storage__ManagedIdentityClientId: identity.outputs.clientId
      BuyOrder__Storage__TablePrefix: tablePrefix
      BuyOrder__ShardCount: string(shardCount)
      BuyOrder__BusinessTimeZone: businessTimeZone
      BuyOrder__ChainId: string(chainId)
      BuyOrder__RpcUrls: vault.outputs.rpcUrlsReference
      BuyOrder__Confirmations: string(confirmations)
      BuyOrder__WalletWarningDays: string(walletWarningDays)
      BuyOrder__Token: token
      BuyOrder__Stablecoin: stablecoin
      BuyOrder__Router: router
      BuyOrder__Recipient: recipient
      BuyOrder__Hop: hop
      BuyOrder__V3Router: v3Router
      BuyOrder__V3Quoter: v3Quoter
      BuyOrder__V3Fees: v3Fees
      BuyOrder__NativePrice: nativePrice
      BuyOrder__StablecoinPrice: stablecoinPrice
      BuyOrder__MaximumWithoutIndependentPrice: maximumWithoutIndependentPrice
      SettleSchedule: settleSchedule
      BuyOrder__Signer__Kind: 'KeyVaultKey'
      BuyOrder__Signer__VaultUri: 'https://${vaultName}${environment().suffixes.keyvaultDns}'
      BuyOrder__Signer__KeyName: signerKeyName
      BuyOrder__Signer__KeyVersion: keyVersion
      BuyOrder__Signer__Address: signerAddress
      BuyOrder__Signer__ManagedIdentityClientId: identity.outputs.clientId
      BuyOrder__Notifications__Namespace: 'https://${busHost}'
      BuyOrder__Notifications__Queue: bus.outputs.notificationQueue
      BuyOrder__Notifications__ManagedIdentityClientId: identity.outputs.clientId
      BuyOrder__RootArchive__ContainerUri: 'https://${ledgerStorageName}.blob.${environment().suffixes.storage}/${ledgerStorage.outputs.rootContainer}'
      BuyOrder__RootArchive__ManagedIdentityClientId: identity.outputs.clientId
    })
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    suffix: suffix
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    busId: bus.outputs.id
    actionGroupId: monitoring.outputs.actionGroupId
    runbookUrl: runbookUrl
    revenueQueue: bus.outputs.revenueQueue
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: {
    name: 'budget-${suffix}'
    monthlyBudget: monthlyBudget
    startsOn: budgetStartsOn
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

@description('Name of the function app.')
output appName string = app.outputs.name

@description('Where the API is.')
output appUri string = app.outputs.uri

@description('Where payment services send revenue.')
output serviceBusNamespace string = busHost

@description('The ledger\'s storage account.')
output ledgerAccount string = ledgerStorageName

@description('The vault of the signing key.')
output vaultName string = vaultName

@description('How transactions are signed.')
output signerKind string = 'KeyVaultKey'

@description('The signing key with its newest version.')
output signerKeyId string = vault.outputs.keyId

@description('The version of the signing key that the app signs with.')
output signerKeyVersion string = keyVersion

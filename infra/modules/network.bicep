metadata description = 'A network of its own, in which storage and vault are reached by private endpoints only. Service Bus has them in its premium tier alone.'

@description('Region of the network.')
param location string

@description('Ending that makes names unique.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Resource id of the host\'s storage account.')
param hostStorageId string

@description('Resource id of the ledger\'s storage account.')
param ledgerStorageId string

@description('Resource id of the vault.')
param vaultId string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/22'] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.20.0.0/24'
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      { name: 'endpoints', properties: { addressPrefix: '10.20.1.0/24' } }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }

  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  vault: 'privatelink.vaultcore.azure.net'
}

var targets = [
  { name: 'host-blob', id: hostStorageId, group: 'blob' }
  { name: 'ledger-blob', id: ledgerStorageId, group: 'blob' }
  { name: 'ledger-table', id: ledgerStorageId, group: 'table' }
  { name: 'vault', id: vaultId, group: 'vault' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zoneNames): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in items(zoneNames): {
    parent: zones[index]
    name: 'buyorder'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

module privateEndpoints 'private-endpoint.bicep' = [
  for target in targets: {
    name: 'pe-${target.name}'
    params: {
      location: location
      name: 'pe-${target.name}-${suffix}'
      tags: tags
      subnetId: network::endpoints.id
      serviceId: target.id
      group: target.group
      zoneId: resourceId('Microsoft.Network/privateDnsZones', zoneNames[target.group])
    }
    dependsOn: [zones]
  }
]

@description('Subnet for the app.')
output subnetId string = network::app.id

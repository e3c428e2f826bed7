// Real money. What has no default here is an environment variable: a deployment without it fails.
using 'main.bicep'

param environmentName = 'prod'
param maximumInstanceCount = 8
param instanceMemoryMB = 2048
param privateNetwork = true
param ledgerRedundancy = 'Standard_GZRS'
param softDeleteDays = 90
param rootRetentionDays = 2557
param logRetentionDays = 365
param logDailyGigabytes = -1
param alertEmails = split(readEnvironmentVariable('BUYORDER_ALERT_EMAIL'), ',')
param runbookUrl = readEnvironmentVariable('BUYORDER_RUNBOOK_URL')
param monthlyBudget = 300
param budgetStartsOn = '2026-12-01'

param signerKeyExpiresOn = '2028-12-01'
param signerAddress = readEnvironmentVariable('BUYORDER_SIGNER_ADDRESS', '')
param rpcUrls = readEnvironmentVariable('BUYORDER_RPC_URLS')

param chainId = 1
param token = readEnvironmentVariable('BUYORDER_TOKEN')
param stablecoin = readEnvironmentVariable('BUYORDER_STABLECOIN')
param router = readEnvironmentVariable('BUYORDER_ROUTER')
param v3Router = readEnvironmentVariable('BUYORDER_V3_ROUTER', '')
param v3Quoter = readEnvironmentVariable('BUYORDER_V3_QUOTER', '')
param v3Fees = readEnvironmentVariable('BUYORDER_V3_FEES', '')
param recipient = readEnvironmentVariable('BUYORDER_RECIPIENT')

// Paused: an operator looks at a dry run, then lets buying go on. The price is that of the day of the first start.
param initialParameters = {
  RateBps: 1000
  Minimum: '100.00'
  Maximum: '1000000.00'
  SlippageBps: 100
  DeviationBps: 200
  ImpactBps: 100
  MaxFeePerGasGwei: '100'
  MaxPriorityFeePerGasGwei: '2'
  ReferencePrice: readEnvironmentVariable('BUYORDER_REFERENCE_PRICE')
  Schedule: '0 0 2 * * *'
  ScheduleTimeZone: 'Africa/Johannesburg'
  Paused: true
  MaxPerDay: '1000000.00'
  MaxPerMonth: 'null'
  MinimumInterval: 'PT20H'
  WalletReserve: 'null'
  MaxAmount: 'null'
  MaxRateDeviationBps: 'null'
  MaxFuture: 'PT1H'
  MaxAge: 'P400D'
  MaxRevenuePerDay: 'null'
  NotSettledStatuses: 'pending,failed,canceled,cancelled,expired,processing,declined,requires_action,requires_payment_method'
  PriceSources: 'fixed'
  DivergenceBps: 200
  MinimumSources: 1
  DepegBps: 'null'
  ReferencePriceConfirmedAt: 'null'
  ReferencePriceGoodFor: 'null'
}

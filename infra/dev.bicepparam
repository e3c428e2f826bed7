// A trial on a test network, with what costs least.
using 'main.bicep'

param environmentName = 'dev'
param maximumInstanceCount = 4
param instanceMemoryMB = 512
param privateNetwork = false
param ledgerRedundancy = 'Standard_LRS'
param softDeleteDays = 7
param rootRetentionDays = 1
param logRetentionDays = 30
param logDailyGigabytes = 1
param alertEmails = [readEnvironmentVariable('BUYORDER_ALERT_EMAIL', 'operator@example.org')]
param runbookUrl = readEnvironmentVariable('BUYORDER_RUNBOOK_URL', 'docs/alarms.md')
param monthlyBudget = 50
param budgetStartsOn = '2026-12-01'

param signerKeyExpiresOn = '2027-12-01'
param signerAddress = readEnvironmentVariable('BUYORDER_SIGNER_ADDRESS', '')
param rpcUrls = readEnvironmentVariable('BUYORDER_RPC_URLS', 'https://node.example.org')

// Sepolia; the contracts are those of a trial of yours.
param chainId = 11155111
param token = readEnvironmentVariable('BUYORDER_TOKEN', '0x5FbDB2315678afecb367f032d93F642f64180aa3')
param stablecoin = readEnvironmentVariable('BUYORDER_STABLECOIN', '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512')
param router = readEnvironmentVariable('BUYORDER_ROUTER', '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0')
param v3Router = readEnvironmentVariable('BUYORDER_V3_ROUTER', '')
param v3Quoter = readEnvironmentVariable('BUYORDER_V3_QUOTER', '')
param v3Fees = readEnvironmentVariable('BUYORDER_V3_FEES', '')
param recipient = readEnvironmentVariable('BUYORDER_RECIPIENT', '0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9')

param initialParameters = {
  RateBps: 1000
  Minimum: '100.00'
  Maximum: '10000.00'
  SlippageBps: 100
  DeviationBps: 200
  ImpactBps: 100
  MaxFeePerGasGwei: '100'
  MaxPriorityFeePerGasGwei: '2'
  ReferencePrice: '50.00'
  Schedule: '0 0 2 * * *'
  ScheduleTimeZone: 'Africa/Johannesburg'
  Paused: true
  MaxPerDay: 'null'
  MaxPerMonth: 'null'
  MinimumInterval: 'null'
  WalletReserve: 'null'
  MaxAmount: 'null'
  MaxRateDeviationBps: 'null'
  MaxFuture: 'null'
  MaxAge: 'null'
  MaxRevenuePerDay: 'null'
  NotSettledStatuses: 'pending,failed,canceled,cancelled,expired,processing,declined,requires_action,requires_payment_method'
  PriceSources: 'fixed'
  DivergenceBps: 200
  MinimumSources: 1
  DepegBps: 'null'
  ReferencePriceConfirmedAt: 'null'
  ReferencePriceGoodFor: 'null'
}
